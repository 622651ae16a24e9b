package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import org.jspecify.annotations.Nullable;

/// One call that is answered when the store has done what it asks, within the time that the call
/// allows; reported once however it ends. Lives on one event loop.
abstract class FeatureCall<Q extends Message, A extends Message> implements Conversation<Q> {
    private static final long NO_TIMER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final Problem STOPPING =
            Problem.of(
                    ProblemCode.DRAINING,
                    "the server is stopping",
                    "send requests to another replica");

    private static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the store had not answered within the time that the call allows",
                    "allow more time, or look at how long the store takes");

    private final Methods methods;
    private final GrpcSurroundings surroundings;
    private final GuardedCall<Q, A> call;
    private final String path;
    private @Nullable CallFacts facts;
    private long timer = NO_TIMER;
    private boolean over;

    /// @param path of the method, as reports name it
    FeatureCall(
            Methods methods, GrpcSurroundings surroundings, GuardedCall<Q, A> call, String path) {
        this.methods = methods;
        this.surroundings = surroundings;
        this.call = call;
        this.path = path;
    }

    /// Does what the message asks for, or has it done, and then calls [#succeed] or [#fail] once.
    ///
    /// @param bytes of the message
    abstract void begin(Q message, long bytes);

    final GuardedCall<Q, A> call() {
        return call;
    }

    @Override
    public final void take(Q message) {
        long bytes = call.claim();
        facts = CallFacts.beginFeatures(surroundings, path, call);
        if (surroundings.traffic().isStopping()) {
            throw STOPPING.asException();
        }
        begin(message, bytes);
    }

    /// From here on the answer is late when the call's time is up.
    final void awaitStore() {
        if (!over && call.deadlineNanos().isPresent()) {
            long left = call.deadlineNanos().getAsLong() - System.nanoTime();
            // Rounded up, so that it is not early.
            timer =
                    methods.vertx()
                            .setTimer(
                                    Math.max(0, left) / NANOS_PER_MILLI + 1,
                                    id -> fail(LATE.asException()));
        }
    }

    final void succeed(A answer) {
        CallFacts asked = end();
        if (asked != null) {
            asked.succeeded(
                    answer,
                    traceresponse -> {
                        call.tellTrace(traceresponse);
                        call.end(answer);
                    });
        }
    }

    final void fail(Throwable failure) {
        CallFacts asked = end();
        if (asked != null) {
            String what = "request " + asked.requestId();
            Problem problem = Statuses.problem(failure, what);
            asked.failed(
                    problem,
                    traceresponse -> {
                        call.tellTrace(traceresponse);
                        call.fail(problem, what);
                    });
        }
    }

    /// What is to be reported; null if it was, or there is nothing.
    private @Nullable CallFacts end() {
        if (over) {
            return null;
        }
        over = true;
        if (timer != NO_TIMER) {
            methods.vertx().cancelTimer(timer);
        }
        return facts;
    }

    @Override
    public final void failed(Problem problem) {
        if (facts == null) {
            facts = CallFacts.beginFeatures(surroundings, path, call);
        }
        CallFacts asked = end();
        if (asked != null) {
            asked.failed(problem, traceresponse -> {});
        }
    }

    @Override
    public final void over() {
        if (facts != null) {
            CallFacts asked = end();
            if (asked != null) {
                asked.failed(InferCalls.CANCELLED, traceresponse -> {});
            }
        }
    }
}
