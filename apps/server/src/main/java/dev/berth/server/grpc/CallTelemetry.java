package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.RequestIds;
import dev.berth.proto.ModelInferResponse;
import dev.berth.protocol.ProblemMapping;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.inference.PendingPrediction;
import dev.berth.server.inference.RequestContext;
import dev.berth.server.telemetry.CompletedRequest;
import dev.berth.server.telemetry.RequestInfo;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import dev.berth.server.telemetry.Trace;
import dev.berth.serving.request.Timings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Telemetry of one gRPC prediction or feature read, until it is reported.
final class CallTelemetry implements RequestContext {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("berth-request-id");
    private static final CharSequence COMMON_REQUEST_ID =
            HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final CharSequence TRACESTATE = HttpHeaders.createOptimized("tracestate");

    private final GrpcServerContext context;
    private final String path;
    private final Purpose purpose;
    private final String consumer;
    private final MultiMap headers;
    private final boolean isTracing;
    private final long startNanos;
    private final String requestId;
    private @Nullable ModelReference model;
    private @Nullable Timings timings;
    private @Nullable PendingPrediction pending;
    private @Nullable Trace trace;
    private QuotaPermit allowance = QuotaPermit.NONE;

    private CallTelemetry(
            GrpcServerContext context,
            String path,
            Purpose purpose,
            ServerCall<?, ?> call,
            String requestId,
            long startNanos) {
        this.context = context;
        this.path = path;
        this.purpose = purpose;
        this.consumer = call.access().caller().name();
        this.headers = call.headers();
        this.isTracing = context.observers().isTracing();
        this.requestId = requestId;
        this.startNanos = startNanos;
    }

    /// A prediction.
    ///
    /// @param startNanos when it began to arrive, on the scale of [System#nanoTime()]
    /// @param messageId the message's own name, empty if it has none
    static CallTelemetry begin(
            GrpcServerContext context,
            String path,
            ServerCall<?, ?> call,
            long startNanos,
            String messageId) {
        return begin(context, path, Purpose.PREDICTION, call, startNanos, messageId);
    }

    /// A read of features.
    static CallTelemetry beginFeatures(
            GrpcServerContext context, String path, ServerCall<?, ?> call) {
        return begin(context, path, Purpose.FEATURES, call, call.startNanos(), "");
    }

    private static CallTelemetry begin(
            GrpcServerContext context,
            String path,
            Purpose purpose,
            ServerCall<?, ?> call,
            long startNanos,
            String messageId) {
        String name = name(context, header(call), messageId);
        var facts = new CallTelemetry(context, path, purpose, call, name, startNanos);
        // Last, so that nothing is in flight if any of this failed.
        context.traffic().begin();
        return facts;
    }

    /// The name that the call's headers give, fit for logs; null if they give none.
    static @Nullable String namedByHeader(ServerCall<?, ?> call) {
        String header = header(call);
        return header != null && RequestIds.isAllowed(header) ? header : null;
    }

    private static @Nullable String header(ServerCall<?, ?> call) {
        String header = call.headers().get(REQUEST_ID);
        return header != null ? header : call.headers().get(COMMON_REQUEST_ID);
    }

    /// The first of the two that is fit for logs, or one of Berth's.
    private static String name(
            GrpcServerContext context, @Nullable String header, String messageId) {
        if (header != null && RequestIds.isAllowed(header)) {
            return header;
        }
        return RequestIds.isAllowed(messageId) ? messageId : context.predictions().nextRequestId();
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String consumer() {
        return consumer;
    }

    /// When it began to arrive, on the scale of [System#nanoTime()].
    long startNanos() {
        return startNanos;
    }

    void setModel(ModelReference version) {
        this.model = version;
    }

    void predicted(Timings spent) {
        this.timings = spent;
    }

    void sent(PendingPrediction prediction) {
        this.pending = prediction;
    }

    /// What it takes of its caller's quota, until it is answered.
    void takes(QuotaPermit taken) {
        this.allowance = taken;
    }

    /// Counts its records against its caller's quota.
    ///
    /// @throws dev.berth.core.ProblemException `quota-exceeded`, or `batch-too-large` if it has
    ///   more than may come at once
    void countRecords(CallAccess access, int records) {
        access.countRecords(allowance, records);
    }

    /// Responds and reports. Exactly one of this and [#failed] must be called, once.
    void succeeded(ModelInferResponse response, InferCalls.Answer answer) {
        succeeded(response, traceresponse -> answer.answer(response, traceresponse));
    }

    /// The same for an answer of any kind.
    ///
    /// @param send takes the trace header for the caller, or null
    void succeeded(Message response, Consumer<@Nullable String> send) {
        // Before the caller can send its next request.
        allowance.leave();
        var info = info();
        Trace begun = trace();
        try {
            send.accept(begun.traceresponse());
        } finally {
            report(info, begun, response.getSerializedSize(), null, 0);
        }
    }

    void failed(Problem problem, InferCalls.Answer answer) {
        failed(problem, traceresponse -> answer.fail(problem, traceresponse));
    }

    /// @param send takes the trace header for the caller, or null
    void failed(Problem problem, Consumer<@Nullable String> send) {
        allowance.leave();
        long failedNanos = System.nanoTime();
        var info = info();
        Trace begun = trace();
        try {
            send.accept(begun.traceresponse());
        } finally {
            report(info, begun, 0, problem.code(), failedNanos);
        }
    }

    /// Reports a call that failed as a whole, and not with one of its predictions: what came could
    /// not be read, or the call could not continue.
    static void reportFailed(
            GrpcServerContext context, String path, ServerCall<?, ?> call, Problem problem) {
        var facts = begin(context, path, call, call.startNanos(), "");
        call.setRequestId(facts.requestId());
        var info = facts.info();
        facts.report(info, facts.trace(), 0, problem.code(), System.nanoTime());
    }

    private RequestInfo info() {
        return RequestInfo.rpc(
                path,
                purpose,
                requestId,
                startNanos,
                isTracing ? headers.get(TRACEPARENT) : null,
                isTracing ? headers.get(TRACESTATE) : null,
                consumer);
    }

    /// Here the trace begins, or when the answer is written; what a caller sent is passed on where
    /// this server makes none. Any thread.
    @Override
    public Optional<Carried> carried() {
        return isTracing
                ? trace().carried()
                : Carried.of(headers.get(TRACEPARENT), headers.get(TRACESTATE));
    }

    private synchronized Trace trace() {
        Trace begun = trace;
        if (begun == null) {
            begun = context.observers().begin(info());
            trace = begun;
        }
        return begun;
    }

    private void report(
            RequestInfo info,
            Trace responseTrace,
            int bytes,
            @Nullable ProblemCode problem,
            long failedNanos) {
        context.traffic().end();
        int status = problem == null ? 0 : ProblemMapping.grpcStatus(problem).number();
        long nanos = System.nanoTime() - startNanos;
        Timings spent = timings == null && pending != null ? pending.timings() : timings;
        context.observers()
                .answered(
                        new CompletedRequest(
                                info, model, status, bytes, nanos, problem, failedNanos, spent),
                        responseTrace);
    }
}
