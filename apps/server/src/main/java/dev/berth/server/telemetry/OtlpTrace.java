package dev.berth.server.telemetry;

import dev.berth.core.ModelReference;
import dev.berth.serving.request.Timings;
import dev.berth.serving.request.TraceContextProvider;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The spans of one recorded request.
///
/// Source: OpenTelemetry's semantic conventions for HTTP and RPC servers, 1.37.
final class OtlpTrace implements Trace {
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("berth.model");
    private static final AttributeKey<String> VERSION =
            AttributeKey.stringKey("berth.model.version");
    private static final AttributeKey<String> REQUEST_ID =
            AttributeKey.stringKey("berth.request.id");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("berth.rows");
    private static final AttributeKey<Long> BATCH_ROWS = AttributeKey.longKey("berth.batch.rows");
    private static final AttributeKey<Long> BATCH_REQUESTS =
            AttributeKey.longKey("berth.batch.requests");
    private static final AttributeKey<String> PROBLEM = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");
    private static final AttributeKey<String> RPC_SERVICE = AttributeKey.stringKey("rpc.service");
    private static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<Long> RPC_STATUS =
            AttributeKey.longKey("rpc.grpc.status_code");

    /// The statuses of gRPC that are a server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
    /// INTERNAL, UNAVAILABLE and DATA_LOSS.
    private static final Set<Integer> RPC_ERRORS = Set.of(2, 4, 12, 13, 14, 15);

    private static final int HTTP_ERROR_MIN = 500;

    private final Tracer tracer;
    private final RecentBatches batches;
    private final Span span;
    private final long epochMinusNanoTime;

    OtlpTrace(Tracer tracer, RecentBatches batches, Span span, long epochMinusNanoTime) {
        this.tracer = tracer;
        this.batches = batches;
        this.span = span;
        this.epochMinusNanoTime = epochMinusNanoTime;
    }

    @Override
    public String traceresponse() {
        SpanContext mine = span.getSpanContext();
        return "00-" + mine.getTraceId() + "-" + mine.getSpanId() + "-01";
    }

    @Override
    public Optional<TraceContextProvider.Carried> carried() {
        return carried(span);
    }

    /// What calls within this span carry, as the propagator writes it.
    static Optional<TraceContextProvider.Carried> carried(Span span) {
        Map<String, String> headers = new HashMap<>(2);
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(span), headers, OtlpTrace::put);
        return TraceContextProvider.Carried.of(
                headers.get("traceparent"), headers.get("tracestate"));
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
    }

    @Override
    public void end(CompletedRequest call) {
        describe(call);
        Context parent = Context.root().with(span);
        RequestStage.of(call).forEach(stage -> record(stage, parent, call));
        end(span, call.info().startNanos() + call.nanos());
    }

    private void end(Span ended, long nanos) {
        ended.end(nanos + epochMinusNanoTime, TimeUnit.NANOSECONDS);
    }

    private void describe(CompletedRequest call) {
        RequestInfo info = call.info();
        span.setAttribute(REQUEST_ID, info.requestId());
        boolean isError;
        if (info.isRpc()) {
            int slash = info.path().indexOf('/');
            span.setAttribute(RPC_SYSTEM, "grpc")
                    .setAttribute(RPC_SERVICE, info.path().substring(0, slash))
                    .setAttribute(RPC_METHOD, info.path().substring(slash + 1))
                    .setAttribute(RPC_STATUS, (long) call.status());
            isError = RPC_ERRORS.contains(call.status());
        } else {
            span.setAttribute(METHOD, info.method())
                    .setAttribute(ROUTE, info.route())
                    .setAttribute(PATH, info.path())
                    .setAttribute(STATUS, (long) call.status());
            isError = call.status() >= HTTP_ERROR_MIN;
        }
        ModelReference model = call.model();
        if (model != null) {
            span.setAttribute(MODEL, model.name().value())
                    .setAttribute(VERSION, model.version().value());
        }
        if (call.timings() != null) {
            span.setAttribute(ROWS, (long) call.timings().rows());
        }
        if (call.problem() != null) {
            span.setAttribute(PROBLEM, call.problem().code());
        }
        if (isError) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private void record(RequestStage stage, Context parent, CompletedRequest call) {
        Span part =
                tracer.spanBuilder(stage.name())
                        .setParent(parent)
                        .setStartTimestamp(
                                stage.startNanos() + epochMinusNanoTime, TimeUnit.NANOSECONDS)
                        .startSpan();
        Timings timings = call.timings();
        if (stage.name().equals(RequestStage.EXECUTE) && timings != null) {
            part.setAttribute(BATCH_ROWS, (long) timings.batchRows())
                    .setAttribute(BATCH_REQUESTS, (long) timings.batchRequests());
            if (timings.batchRequests() > 1 && call.model() != null) {
                batches.join(call.model(), timings, part.getSpanContext()).ifPresent(part::addLink);
            }
        }
        end(part, stage.endNanos());
    }
}
