package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.SessionPosition;
import dev.berth.server.auth.AccessRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One message of a socket as a request, whose answer is a message: permissions, quotas, limits,
/// deadlines and telemetry are those of a request with the same body. Lives on one event loop.
final class SocketMessage implements HttpRequest {
    private static final String JSON_LENGTH = "inference-header-content-length";

    /// Headers of the request that opened the socket which say nothing of its messages.
    private static final Set<String> OF_OPENING =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "berth-request-id",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "content-type",
                    "expect",
                    JSON_LENGTH,
                    "transfer-encoding",
                    "upgrade",
                    "x-request-id");

    private final ModelSocket socket;
    private final HttpRequest opening;
    private final Buffer body;
    private final @Nullable String jsonLength;
    private final @Nullable Problem fault;
    private @Nullable Runnable whenClosed;
    private @Nullable String answerJsonLength;
    private @Nullable Buffer answer;
    private Runnable whenTaken = () -> {};
    private int status;
    private boolean ended;
    private boolean answered;
    private boolean inSessionOfSocket;

    /// @param opening the request that opened the socket
    /// @param jsonLength how many bytes of the body are JSON; null if all are
    /// @param fault why it cannot be read; null if nothing is known to be wrong
    SocketMessage(
            ModelSocket socket,
            HttpRequest opening,
            Buffer body,
            @Nullable String jsonLength,
            @Nullable Problem fault) {
        this.socket = socket;
        this.opening = opening;
        this.body = body;
        this.jsonLength = jsonLength;
        this.fault = fault;
    }

    @Nullable Problem fault() {
        return fault;
    }

    int length() {
        return body.length();
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String target() {
        return opening.target();
    }

    @Override
    public String path() {
        return opening.path();
    }

    @Override
    public @Nullable String header(CharSequence name) {
        if (JSON_LENGTH.contentEquals(name)) {
            return jsonLength;
        }
        return OF_OPENING.contains(name.toString().toLowerCase(Locale.ROOT))
                ? null
                : opening.header(name);
    }

    @Override
    public HttpConnection connection() {
        return opening.connection();
    }

    @Override
    public AccessRequest accessRequest() {
        return new AccessRequest(
                method(), path(), this::header, connection(), header(HttpHeaders.HOST));
    }

    /// The place in the socket's own session, for a message that names none.
    @Override
    public @Nullable SessionPosition session() {
        inSessionOfSocket = true;
        return socket.position();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public void pause() {
        // Nothing is reported before a handler is set.
    }

    @Override
    public void resume() {
        // As above.
    }

    @Override
    public void setBody(Body receiver) {
        ended = true;
        if (body.length() > 0) {
            receiver.onData(body);
        }
        receiver.complete();
    }

    @Override
    public void expectBody() {
        // It is here.
    }

    @Override
    public boolean isClosed() {
        return socket.isOver();
    }

    /// Called when the prediction is submitted, so that the next message can be.
    @Override
    public void onClose(Runnable step) {
        whenClosed = step;
        socket.submitted(this);
    }

    /// The caller is gone.
    void closed() {
        Runnable step = whenClosed;
        if (step != null && !answered) {
            step.run();
        }
    }

    /// Of the headers of an answer only this one says what its body is.
    @Override
    public void answerHeader(CharSequence name, CharSequence value) {
        if (JSON_LENGTH.contentEquals(name)) {
            answerJsonLength = value.toString();
        }
    }

    @Override
    public void end(int code, Buffer content, boolean lastOfConnection, Runnable taken) {
        if (answered) {
            taken.run();
            return;
        }
        answered = true;
        status = code;
        answer = content;
        whenTaken = taken;
        socket.answered(this);
    }

    boolean isAnswered() {
        return answered;
    }

    /// Whether it was answered with a prediction.
    boolean succeeded() {
        return status == 200;
    }

    /// Whether the session that it is in is not, or no longer, there.
    boolean lostSession() {
        return inSessionOfSocket && (status == 404 || status == 410);
    }

    boolean isInSessionOfSocket() {
        return inSessionOfSocket;
    }

    /// The content of the answer.
    Buffer answer() {
        return answer == null ? Buffer.buffer() : answer;
    }

    /// How many bytes of the answer are JSON; null if all are.
    @Nullable String answerJsonLength() {
        return answerJsonLength;
    }

    /// The network has the answer, or it cannot be sent.
    void taken() {
        answer = null;
        whenTaken.run();
    }

    @Override
    public void begin(int code, boolean lastOfConnection) {
        throw new IllegalStateException("an answer in parts (expected: one message)");
    }

    @Override
    public void write(Buffer part, Runnable taken) {
        throw new IllegalStateException("an answer in parts (expected: one message)");
    }

    @Override
    public void finish() {
        throw new IllegalStateException("an answer in parts (expected: one message)");
    }

    @Override
    public void abort() {
        answered = true;
        socket.abort();
    }
}
