package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SessionPosition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One open WebSocket. Each message is a request; answers are messages in the order of theirs, and
/// a failure is an answer too. Messages that name no session are of the socket's own. Lives on one
/// event loop.
///
/// *Bounds.* Messages that came and answers that the client has not taken are [#IN_FLIGHT_MAX]
/// together; beyond, nothing is read. A client that takes nothing for too long is closed with its
/// connection, as one that sends nothing.
///
/// *Order.* A message is begun when the one before is submitted, so that those of a session come to
/// serving in their order; until the socket's session is begun, when the one before is answered.
final class ModelSocket {
    /// Enough that a client need not wait for answers; a model executes those of a session one
    /// after the other.
    private static final int IN_FLIGHT_MAX = 16;

    /// Of a binary message, before its JSON.
    private static final int LENGTH_BYTES = 4;

    /// Source: RFC 6455, section 7.4.1.
    private static final short GOING_AWAY = 1001;

    private static final short TOO_BIG = 1009;
    private static final short INTERNAL_ERROR = 1011;

    private final HttpServerHandler handler;
    private final OpenSockets open;
    private final HttpRequest opening;
    private final RouteMatch match;
    private final String consumer;
    private final String session;
    private final ServerWebSocket socket;

    /// Those that have come and whose answers have not gone out, in their order.
    private final Deque<SocketMessage> unsent = new ArrayDeque<>();

    /// Those of them that were not begun.
    private final Deque<SocketMessage> unbegun = new ArrayDeque<>();

    private @Nullable SocketMessage submitting;
    private int unanswered;
    private int inFlight;
    private boolean paused;
    private boolean begins;
    private boolean answersCame;
    private boolean sessionBegun;
    private boolean sessionUsed;
    private boolean closing;
    private boolean over;

    /// @param opening the request that opened it
    /// @param match of the route of its messages
    /// @param consumer that opened it
    /// @param session the id of its own session
    ModelSocket(
            HttpServerHandler handler,
            OpenSockets open,
            HttpRequest opening,
            RouteMatch match,
            String consumer,
            String session,
            ServerWebSocket socket) {
        this.handler = handler;
        this.open = open;
        this.opening = opening;
        this.match = match;
        this.consumer = consumer;
        this.session = session;
        this.socket = socket;
    }

    void begin() {
        var _ =
                socket.textMessageHandler(text -> take(Buffer.buffer(text), null, null))
                        .binaryMessageHandler(this::takeBinary)
                        .exceptionHandler(this::broken)
                        .closeHandler(closed -> over());
        open.add(this);
    }

    private void takeBinary(Buffer message) {
        if (message.length() < LENGTH_BYTES) {
            take(message, null, tooShort(message));
            return;
        }
        long jsonLength = message.getUnsignedIntLE(0);
        take(message.slice(LENGTH_BYTES, message.length()), Long.toString(jsonLength), null);
    }

    private static Problem tooShort(Buffer message) {
        return Problem.of(
                ProblemCode.REQUEST_MALFORMED,
                "a binary message of "
                        + message.length()
                        + " bytes (expected: 4 bytes, little-endian, with the length of the JSON;"
                        + " JSON; tensors)",
                "send JSON alone as a text message");
    }

    private void take(Buffer body, @Nullable String jsonLength, @Nullable Problem fault) {
        if (over || closing) {
            return;
        }
        var message = new SocketMessage(this, opening, body, jsonLength, fault);
        handler.bytes().hold(message.length());
        unsent.add(message);
        unbegun.add(message);
        if (++inFlight >= IN_FLIGHT_MAX && !paused) {
            paused = true;
            var _ = socket.pause();
        }
        beginNext();
    }

    private void beginNext() {
        if (begins) {
            return;
        }
        begins = true;
        try {
            while (!over
                    && !unbegun.isEmpty()
                    && submitting == null
                    && (unanswered == 0 || mayPipeline())) {
                SocketMessage next = unbegun.removeFirst();
                submitting = next;
                unanswered++;
                // From here on it is counted as a request.
                handler.bytes().release(next.length());
                handler.answer(next, match);
            }
        } finally {
            begins = false;
        }
    }

    /// Until the first message is answered it is not known whether those behind it continue a
    /// session or begin it.
    private boolean mayPipeline() {
        return answersCame && (sessionBegun || !sessionUsed);
    }

    /// The place of a message in the socket's own session.
    SessionPosition position() {
        sessionUsed = true;
        return new SessionPosition(session, !sessionBegun, false);
    }

    void submitted(SocketMessage message) {
        if (message.equals(submitting)) {
            submitting = null;
            beginNext();
        }
    }

    void answered(SocketMessage message) {
        unanswered--;
        answersCame = true;
        if (message.succeeded()) {
            sessionBegun |= message.isInSessionOfSocket();
        } else if (message.lostSession()) {
            sessionBegun = false;
        }
        if (message.equals(submitting)) {
            submitting = null;
        }
        sendReady();
        beginNext();
    }

    private void sendReady() {
        while (!unsent.isEmpty() && unsent.getFirst().isAnswered()) {
            send(unsent.removeFirst());
        }
    }

    private void send(SocketMessage message) {
        if (over) {
            taken(message);
            return;
        }
        Buffer body = message.answer();
        String jsonLength = message.answerJsonLength();
        var written =
                jsonLength == null
                        ? socket.writeTextMessage(body.toString(StandardCharsets.UTF_8))
                        : socket.writeBinaryMessage(
                                Buffer.buffer(LENGTH_BYTES + body.length())
                                        .appendUnsignedIntLE(Long.parseLong(jsonLength))
                                        .appendBuffer(body));
        var _ = written.onComplete(done -> taken(message));
    }

    private void taken(SocketMessage message) {
        message.taken();
        inFlight--;
        if (paused && inFlight < IN_FLIGHT_MAX && !over && !closing) {
            paused = false;
            var _ = socket.resume();
        }
        closeIfDone();
    }

    /// Reads no more, and closes when what came is answered: the server is about to stop.
    void end() {
        closing = true;
        if (!paused) {
            paused = true;
            var _ = socket.pause();
        }
        closeIfDone();
    }

    private void closeIfDone() {
        if (closing && inFlight == 0 && !over) {
            close(GOING_AWAY, "the server is stopping");
        }
    }

    private void close(short code, String reason) {
        if (!over) {
            // A close frame of the client would wait behind what is not read.
            var _ = socket.resume();
            var _ = socket.close(code, reason);
        }
    }

    /// A message that is too large, or frames that are none.
    private void broken(Throwable failure) {
        close(TOO_BIG, "a message is too large, or no message");
    }

    /// An answer failed while it was written.
    void abort() {
        close(INTERNAL_ERROR, "the server failed");
    }

    boolean isOver() {
        return over;
    }

    private void over() {
        if (over) {
            return;
        }
        over = true;
        open.remove(this);
        unbegun.forEach(
                message -> {
                    handler.bytes().release(message.length());
                    unsent.remove(message);
                });
        unbegun.clear();
        for (SocketMessage message : List.copyOf(unsent)) {
            if (message.isAnswered()) {
                // It waited for one before it, which is not answered any more.
                unsent.remove(message);
                message.taken();
            } else {
                message.closed();
            }
        }
        if (sessionUsed) {
            handler.predictions().serving().endSession(consumer, session);
        }
    }
}
