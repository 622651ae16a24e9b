package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import dev.berth.server.auth.TokenVerificationRequired;
import dev.berth.server.http2.RequestStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gRPC call, through which services receive messages and respond.
///
/// Whatever a step of it throws, errors of the virtual machine included, ends the call with its
/// problem, and the [CallHandler] gives up what it has in flight: no caller waits for an answer
/// that will not come. Once the call is over nothing is sent or delivered. Lives on one event loop.
final class ServerCall<Q extends Message, A extends Message>
        implements RequestStream.StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCall.class);
    private static final Problem NO_MESSAGE =
            Problem.of(
                    ProblemCode.REQUEST_MALFORMED,
                    "the call ends without a message (expected: one)",
                    "send the method's message before ending the call");

    private static final Problem SECOND_MESSAGE =
            Problem.of(
                    ProblemCode.REQUEST_MALFORMED,
                    "a second message (expected: one)",
                    "make a call for each message, or use a method that takes a stream");

    private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");

    private final Methods methods;
    private final RpcMethod<Q, A> method;
    private final RequestStream stream;
    private final CallResponse response;
    private final CallAccess access;
    private final MessageMemory memory;
    private final MessageFrames frames;
    private final long startNanos = System.nanoTime();
    private OptionalLong deadlineNanos = OptionalLong.empty();
    private CallHandler<Q> conversation = message -> {};
    private boolean received;
    private boolean allArrived;
    private boolean onHalfClose;
    private boolean over;
    private boolean hearing;
    private boolean held;
    private boolean paused;
    private boolean busyElsewhere;

    /// @param coding that the call names
    ServerCall(
            Methods methods, RpcMethod<Q, A> method, RequestStream stream, MessageCoding coding) {
        this.methods = methods;
        this.method = method;
        this.stream = stream;
        this.response = new CallResponse(stream);
        this.access = new CallAccess(stream, response, method.name());
        this.memory = new MessageMemory(methods.bytes());
        this.frames = new MessageFrames(coding, methods.messageBytesMax(), memory);
    }

    void begin() {
        run(this::open);
    }

    private void open() {
        stream.subscribe(this);
        String timeout = stream.headers().get(CallTimeout.HEADER);
        deadlineNanos = CallTimeout.deadlineNanos(startNanos, timeout);
        converse();
    }

    private void converse() {
        try {
            conversation = method.opening().apply(this);
        } catch (TokenVerificationRequired token) {
            verify(token, this::converse);
            return;
        }
        access.count();
        conversation.begin();
    }

    /// Verifies the caller's token on another thread, and repeats the step that needs it. Messages
    /// that arrive meanwhile wait, so that the order stays.
    private void verify(TokenVerificationRequired token, Runnable step) {
        methods.authorizer()
                .verify(
                        token,
                        () -> {
                            busyElsewhere = false;
                            run(step);
                            run(this::receiveArrived);
                        });
        busyElsewhere = true;
        holdArriving();
    }

    @Override
    public void onData(ByteBuf bytes) {
        // What arrives after the call's end is dropped rather than gathered.
        if (!over) {
            frames.append(bytes);
            run(this::receiveArrived);
            frames.keepRest();
        }
    }

    @Override
    public void onReset() {
        close();
    }

    @Override
    public void onEnd() {
        allArrived = true;
        run(this::receiveArrived);
    }

    /// Delivers what has arrived, as far as permitted now, one message after the other: a step that
    /// pauses and resumes comes back to the message behind its own here, and not within itself.
    private void receiveArrived() {
        if (hearing) {
            return;
        }
        hearing = true;
        try {
            receiveAll();
        } finally {
            hearing = false;
        }
        if (held && !isWaiting()) {
            letArrive();
        }
    }

    private void receiveAll() {
        while (!over && !isWaiting()) {
            ReceivedMessage message = frames.next();
            if (message != null) {
                receive(message);
            } else {
                if (allArrived) {
                    endInput();
                }
                return;
            }
        }
    }

    private boolean isWaiting() {
        return paused || busyElsewhere;
    }

    private void endInput() {
        if (onHalfClose) {
            return;
        }
        onHalfClose = true;
        frames.ended();
        if (!received && !conversation.isClientStreaming()) {
            throw NO_MESSAGE.asException();
        }
        conversation.onHalfClose();
    }

    private void receive(ReceivedMessage message) {
        if (received && !conversation.isClientStreaming()) {
            throw SECOND_MESSAGE.asException();
        }
        received = true;
        if (message.isQuickToRead()) {
            take(decode(message), message.bytes());
        } else {
            decodeOnWorker(message);
        }
    }

    /// What follows the message waits, so that the order stays.
    private void decodeOnWorker(ReceivedMessage message) {
        busyElsewhere = true;
        holdArriving();
        methods.vertx()
                .executeBlocking(() -> decode(message), false)
                .onSuccess(decoded -> takeLater(decoded, message.bytes()))
                .onFailure(e -> run(() -> endWith(e)));
    }

    private MessageDecoder.Decoded<Q> decode(ReceivedMessage message) {
        return method.decoder().decode(message, methods.bytes().all());
    }

    private void takeLater(MessageDecoder.Decoded<Q> decoded, int length) {
        busyElsewhere = false;
        if (over) {
            memory.adopt(decoded.extraBytes());
            return;
        }
        run(() -> take(decoded, length));
        run(this::receiveArrived);
    }

    private void take(MessageDecoder.Decoded<Q> decoded, int length) {
        memory.adopt(decoded.extraBytes());
        take(decoded.message(), length + decoded.extraBytes());
    }

    private void take(Q message, long bytes) {
        memory.beginTaking(bytes);
        try {
            conversation.take(message);
        } catch (TokenVerificationRequired token) {
            verify(token, () -> take(message, bytes));
            var _ = memory.claim();
        } finally {
            memory.endTaking();
        }
    }

    /// Keeps the current message counted as in flight until its bytes are released, or the call is
    /// over.
    ///
    /// @return its bytes, for [#release]
    long claim() {
        return memory.claim();
    }

    /// The bytes of the message that is just being taken.
    long messageBytes() {
        return memory.takingBytes();
    }

    /// A message that was claimed is dealt with.
    void release(long claimedBytes) {
        memory.release(claimedBytes);
    }

    /// Does a step of the call that comes from elsewhere, such as a timer's; nothing once it is
    /// over.
    void run(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            endWith(e);
        }
    }

    private void endWith(Throwable failure) {
        access.leave();
        Problem problem = access.caller().redact(Statuses.problem(failure, name()));
        if (!over) {
            // First, as this may name the request.
            notifyHandler(() -> conversation.failed(problem));
        }
        Statuses.failOrCutOff(response, problem, name());
        close();
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        access.leave();
        memory.close();
        if (held) {
            letArrive();
        }
        notifyHandler(conversation::over);
    }

    private void notifyHandler(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} left something open", name(), e);
        }
    }

    String name() {
        return method.name();
    }

    /// The caller and its permissions.
    CallAccess access() {
        return access;
    }

    MultiMap headers() {
        return stream.headers();
    }

    /// When the call arrived, on the scale of [System#nanoTime()].
    long startNanos() {
        return startNanos;
    }

    /// Adds the request id to the headers of the response; before anything is sent.
    void setRequestId(String requestId) {
        response.requestId(requestId);
    }

    /// Adds the trace to the headers of the response; before anything is sent.
    void setTraceResponse(@Nullable String traceresponse) {
        if (traceresponse != null) {
            response.header(TRACERESPONSE, traceresponse);
        }
    }

    /// When the caller stops waiting for the end of the call, on the scale of [System#nanoTime()];
    /// empty for no limit of its own.
    OptionalLong deadlineNanos() {
        return deadlineNanos;
    }

    /// Pauses reading of further messages.
    void pause() {
        paused = true;
        holdArriving();
    }

    private void holdArriving() {
        held = true;
        stream.pause();
    }

    private void letArrive() {
        held = false;
        stream.resume();
    }

    void resume() {
        paused = false;
        run(this::receiveArrived);
    }

    /// Sends one answer of several.
    void write(A answer) {
        write(answer, () -> {});
    }

    /// The same, with a callback when the network has taken it, or the call has ended before.
    void write(A answer, Runnable taken) {
        run(
                () -> {
                    int bytes = answer.getSerializedSize();
                    ChannelFuture sent = response.write(answer, bytes);
                    count(sent, bytes);
                    var _ = sent.addListener(done -> taken.run());
                });
    }

    /// Sends the last answer and ends the call.
    void end(A answer) {
        endBy(
                () -> {
                    int bytes = answer.getSerializedSize();
                    count(response.end(answer, bytes), bytes);
                });
    }

    /// Counts an answer as in flight until the network has it.
    private void count(ChannelFuture sent, int bytes) {
        methods.bytes().hold(bytes);
        var _ = sent.addListener(done -> methods.bytes().release(bytes));
    }

    /// Ends the call without a further answer.
    void end() {
        endBy(response::end);
    }

    /// Ends the call with a status that is no problem of the server's.
    void end(GrpcStatus status, String message) {
        endBy(() -> response.end(status, message, Map.of()));
    }

    /// @param what names the call or request in the log
    void fail(Problem problem, String what) {
        endBy(() -> Statuses.fail(response, access.caller().redact(problem), what));
    }

    private void endBy(Runnable last) {
        run(
                () -> {
                    // Before the caller can send its next request.
                    access.leave();
                    last.run();
                    close();
                });
    }
}
