package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Problem;
import dev.berth.server.feature.StoreWait;
import org.jspecify.annotations.Nullable;

/// One call that is answered when the store has, within the call's timeout; reported once however
/// it ends. Lives on one event loop.
abstract class FeatureCall<Q extends Message, A extends Message> implements CallHandler<Q> {
    private final GrpcServerContext context;
    private final ServerCall<Q, A> call;
    private final String path;
    private final StoreWait storeWait;
    private @Nullable CallTelemetry facts;

    /// @param path of the method, as reports name it
    FeatureCall(Methods methods, GrpcServerContext context, ServerCall<Q, A> call, String path) {
        this.storeWait = new StoreWait(methods.vertx());
        this.context = context;
        this.call = call;
        this.path = path;
    }

    /// Carries out the request, or has it carried out, and then calls [#succeed] or [#fail] once.
    ///
    /// @param bytes of the message
    abstract void begin(Q message, long bytes);

    final ServerCall<Q, A> call() {
        return call;
    }

    @Override
    public final void take(Q message) {
        long bytes = call.claim();
        facts = beginFacts();
        if (context.traffic().isStopping()) {
            throw StoreWait.STOPPING.asException();
        }
        begin(message, bytes);
    }

    private CallTelemetry beginFacts() {
        var begun = CallTelemetry.beginFeatures(context, path, call);
        call.setRequestId(begun.requestId());
        return begun;
    }

    /// From here on the answer is late when the call's time is up.
    final void awaitStore() {
        storeWait.begin(call.deadlineNanos(), this::fail);
    }

    final void succeed(A answer) {
        CallTelemetry telemetry = end();
        if (telemetry != null) {
            telemetry.succeeded(
                    answer,
                    traceresponse -> {
                        call.setTraceResponse(traceresponse);
                        call.end(answer);
                    });
        }
    }

    final void fail(Throwable failure) {
        CallTelemetry telemetry = end();
        if (telemetry != null) {
            String what = "request " + telemetry.requestId();
            Problem problem = Statuses.problem(failure, what);
            telemetry.failed(
                    problem,
                    traceresponse -> {
                        call.setTraceResponse(traceresponse);
                        call.fail(problem, what);
                    });
        }
    }

    /// The telemetry to report; null if it was reported, or there is none.
    private @Nullable CallTelemetry end() {
        return storeWait.end() ? facts : null;
    }

    @Override
    public final void failed(Problem problem) {
        if (facts == null) {
            facts = beginFacts();
        }
        CallTelemetry telemetry = end();
        if (telemetry != null) {
            telemetry.failed(problem, traceresponse -> {});
        }
    }

    @Override
    public final void over() {
        if (facts != null) {
            CallTelemetry telemetry = end();
            if (telemetry != null) {
                telemetry.failed(InferCalls.CANCELLED, traceresponse -> {});
            }
        }
    }
}
