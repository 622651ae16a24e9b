package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.access.Caller;
import dev.berth.server.access.Gate;
import dev.berth.server.access.Knock;
import dev.berth.server.predict.Predictions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gRPC call, the only way by which services hear and answer callers.
///
/// Whatever a step of it throws, errors of the virtual machine included, ends the call with its
/// problem, and the [Conversation] gives up what it has under way: no caller waits for an answer
/// that will not come. Once the call is over nothing is sent or heard. Lives on one event loop.
final class GuardedCall<Q extends Message, A extends Message> {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedCall.class);
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

    /// Reading this takes a tenth of a millisecond, which others of the event loop may wait.
    private static final int INLINE_BYTES_MAX = 256 << 10;

    /// Decompressed it may be a thousand times as much.
    private static final int INLINE_COMPRESSED_BYTES_MAX = 1 << 10;

    private final CallEntry entry;
    private final GrpcServerRequest<Q, A> request;
    private final MessageMemory memory;
    private final MessageDecoder<Q> decoder;
    private final long startNanos = System.nanoTime();
    private @Nullable Gate gate;
    private Caller caller = Caller.ANYBODY;
    private Conversation<Q> conversation = message -> {};
    private boolean heard;
    private boolean over;
    private boolean paused;
    private boolean decodingElsewhere;
    private long messageBytes;
    private boolean claimed;

    GuardedCall(
            CallEntry entry,
            GrpcServerRequest<Q, A> request,
            MessageMemory memory,
            MessageDecoder<Q> decoder) {
        this.entry = entry;
        this.request = request;
        this.memory = memory;
        this.decoder = decoder;
    }

    void begin(Function<GuardedCall<Q, A>, Conversation<Q>> opening) {
        run(() -> open(opening));
    }

    private void open(Function<GuardedCall<Q, A>, Conversation<Q>> opening) {
        request.exceptionHandler(this::broken);
        request.errorHandler(gone -> close());
        request.response().exceptionHandler(gone -> close());
        conversation = opening.apply(this);
        // Not Vert.x's own decoding: it cancels a call whose message cannot be read.
        request.messageHandler(message -> run(() -> hear(message)));
        request.endHandler(v -> run(this::inputEnded));
        conversation.begin();
    }

    /// The caller is gone, or what it sends cannot be taken apart.
    private void broken(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            fail(problem.problem(), name());
        }
        close();
    }

    private void hear(GrpcMessage message) {
        if (heard && !conversation.takesMany()) {
            throw SECOND_MESSAGE.asException();
        }
        heard = true;
        int length = message.payload().length();
        boolean compressed = !message.encoding().equals(MessageDecoder.IDENTITY);
        if (length <= (compressed ? INLINE_COMPRESSED_BYTES_MAX : INLINE_BYTES_MAX)) {
            take(decoder.decode(message, entry.bytes().all()), length);
        } else {
            decodeElsewhere(message, length);
        }
    }

    /// What comes behind the message waits, so that the order stays.
    private void decodeElsewhere(GrpcMessage message, int length) {
        decodingElsewhere = true;
        request.pause();
        entry.vertx()
                .executeBlocking(() -> decoder.decode(message, entry.bytes().all()), false)
                .onSuccess(decoded -> takeLater(decoded, length))
                .onFailure(
                        e -> {
                            if (!over) {
                                endWith(e);
                            }
                        });
    }

    private void takeLater(MessageDecoder.Decoded<Q> decoded, int length) {
        decodingElsewhere = false;
        if (over) {
            memory.adopt(decoded.inflatedBytes());
            return;
        }
        run(() -> take(decoded, length));
        if (!paused) {
            run(request::resume);
        }
    }

    private void take(MessageDecoder.Decoded<Q> decoded, int length) {
        memory.adopt(decoded.inflatedBytes());
        long bytes = length + decoded.inflatedBytes();
        messageBytes = bytes;
        claimed = false;
        try {
            conversation.take(decoded.message());
        } finally {
            if (!claimed) {
                memory.release(bytes);
            }
        }
    }

    /// Has the message that is just being taken counted as under way until its bytes are released,
    /// or the call is over.
    ///
    /// @return its bytes, for [#release]
    long claim() {
        claimed = true;
        return messageBytes;
    }

    /// The bytes of the message that is just being taken.
    long messageBytes() {
        return messageBytes;
    }

    /// A message that was claimed is dealt with.
    void release(long claimedBytes) {
        memory.release(claimedBytes);
    }

    private void inputEnded() {
        if (!heard && !conversation.takesMany()) {
            throw NO_MESSAGE.asException();
        }
        conversation.inputEnded();
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
        try {
            Statuses.fail(request.response(), Statuses.problem(failure, name()), name());
        } catch (RuntimeException | Error alsoFailed) {
            // The end itself failed, perhaps since it is half written.
            LOG.error("{} is cut off", name(), alsoFailed);
            request.response().cancel();
        }
        close();
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        memory.close();
        try {
            conversation.over();
        } catch (RuntimeException | Error e) {
            LOG.error("{} left something open", name(), e);
        }
    }

    String name() {
        return request.fullMethodName();
    }

    /// Asks who calls.
    ///
    /// @throws ProblemException `unauthenticated`
    void enter(Gate guarding) {
        caller = guarding.identify(knock());
        gate = guarding;
    }

    /// Who calls; anybody if nobody asked.
    Caller caller() {
        return caller;
    }

    /// @throws ProblemException `forbidden`
    void requireMayCall(String model) {
        if (gate != null) {
            gate.requireMayCall(caller, model, knock());
        }
    }

    /// @throws ProblemException `forbidden`
    void requireMayManage(String model) {
        if (gate != null) {
            gate.requireMayManage(caller, model, knock());
        }
    }

    private Knock knock() {
        return new Knock("gRPC", name(), request.headers(), request.connection(), null);
    }

    MultiMap headers() {
        return request.headers();
    }

    /// When the call arrived, on the scale of [System#nanoTime()].
    long startNanos() {
        return startNanos;
    }

    /// Has the headers of the answer tell the caller of its trace; before anything is sent.
    void tellTrace(@Nullable String traceresponse) {
        if (traceresponse != null) {
            request.response().headers().set("traceresponse", traceresponse);
        }
    }

    /// When the caller stops waiting for the end of the call, on the scale of [System#nanoTime()];
    /// empty for no limit of its own.
    OptionalLong deadlineNanos() {
        return Predictions.deadlineNanos(
                startNanos,
                request.timeout() > 0 ? OptionalLong.of(request.timeout()) : OptionalLong.empty());
    }

    /// Lets further messages wait in the network.
    void pause() {
        paused = true;
        run(request::pause);
    }

    void resume() {
        paused = false;
        if (!decodingElsewhere) {
            run(request::resume);
        }
    }

    /// Sends one answer of several.
    void write(A answer) {
        run(() -> count(request.response().write(answer), answer));
    }

    /// Sends the last answer and ends the call.
    void end(A answer) {
        run(
                () -> {
                    count(request.response().end(answer), answer);
                    close();
                });
    }

    /// Counts an answer as under way until the network has it.
    private void count(Future<Void> sent, A answer) {
        long bytes = answer.getSerializedSize();
        entry.bytes().hold(bytes);
        sent.onComplete(done -> entry.bytes().release(bytes));
    }

    /// Ends the call without a further answer.
    void end() {
        run(
                () -> {
                    request.response().end();
                    close();
                });
    }

    /// Ends the call with a status that is no problem of the server's.
    void end(GrpcStatus status, String message) {
        run(
                () -> {
                    request.response().status(status).statusMessage(message).end();
                    close();
                });
    }

    /// @param what names the call or request in the log
    void fail(Problem problem, String what) {
        run(
                () -> {
                    Statuses.fail(request.response(), problem, what);
                    close();
                });
    }
}
