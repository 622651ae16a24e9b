package dev.berth.server.observe;

import dev.berth.core.ProblemCategory;
import dev.berth.serving.Timings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Spans for OpenTelemetry: one for the request, and within it `queue`, `encode`, `execute` and
/// `decode`. A caller's W3C `traceparent` is continued and its decision whether to sample is kept.
final class OtlpTracing implements Tracing {
    private static final Duration FLUSH_MAX = Duration.ofSeconds(5);
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("berth.model");
    private static final AttributeKey<String> VERSION =
            AttributeKey.stringKey("berth.model.version");
    private static final AttributeKey<String> REQUEST_ID =
            AttributeKey.stringKey("berth.request.id");
    private static final AttributeKey<String> PROBLEM = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> RPC = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<Long> RPC_STATUS =
            AttributeKey.longKey("rpc.grpc.status_code");
    private static final AttributeKey<Long> BATCH_ROWS = AttributeKey.longKey("berth.batch.rows");

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpTracing(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("dev.berth.server");
    }

    static OtlpTracing open(URI endpoint, String serviceName) {
        String base = endpoint.toString().replaceFirst("/+$", "");
        var exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(base.endsWith("/v1/traces") ? base : base + "/v1/traces")
                        .build();
        var resource =
                Resource.getDefault()
                        .merge(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                serviceName)));
        return new OtlpTracing(
                SdkTracerProvider.builder()
                        .setResource(resource)
                        .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                        .build());
    }

    @Override
    public void answered(Call call) {
        Span span =
                tracer.spanBuilder(
                                call.model() == null ? "predict" : "predict " + call.model().name())
                        .setParent(parent(call.asked().traceparent()))
                        .setSpanKind(SpanKind.SERVER)
                        .setStartTimestamp(call.asked().startEpochNanos(), TimeUnit.NANOSECONDS)
                        .startSpan();
        describe(span, call);
        if (call.timings() != null && span.isRecording()) {
            stages(span, call.asked().startEpochNanos() + call.nanos(), call.timings());
        }
        span.end(call.asked().startEpochNanos() + call.nanos(), TimeUnit.NANOSECONDS);
    }

    private static void describe(Span span, Call call) {
        span.setAttribute(REQUEST_ID, call.asked().requestId());
        if (call.asked().method().equals("gRPC")) {
            span.setAttribute(RPC, call.asked().path())
                    .setAttribute(RPC_STATUS, (long) call.status());
        } else {
            span.setAttribute(METHOD, call.asked().method())
                    .setAttribute(PATH, call.asked().path())
                    .setAttribute(STATUS, (long) call.status());
        }
        if (call.model() != null) {
            span.setAttribute(MODEL, call.model().name().value())
                    .setAttribute(VERSION, call.model().version().value());
        }
        if (call.problem() != null) {
            span.setAttribute(PROBLEM, call.problem().code());
            if (call.problem().category() != ProblemCategory.CALLER) {
                span.setStatus(StatusCode.ERROR);
            }
        }
    }

    /// The stages follow each other; where they began is known on the monotonic clock, whose
    /// reading at the request's end is now.
    private void stages(Span request, long endEpochNanos, Timings timings) {
        Context parent = Context.root().with(request);
        long at = endEpochNanos - (System.nanoTime() - timings.submittedNanos());
        at = stage(parent, "queue", at, timings.queueNanos(), 0);
        at = stage(parent, "encode", at, timings.encodeNanos(), 0);
        at = stage(parent, "execute", at, timings.executeNanos(), timings.batchRows());
        stage(parent, "decode", at, timings.decodeNanos(), 0);
    }

    private long stage(Context parent, String name, long start, long nanos, int batchRows) {
        Span span =
                tracer.spanBuilder(name)
                        .setParent(parent)
                        .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                        .startSpan();
        if (batchRows > 0) {
            span.setAttribute(BATCH_ROWS, (long) batchRows);
        }
        span.end(start + nanos, TimeUnit.NANOSECONDS);
        return start + nanos;
    }

    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), traceparent, HeaderGetter.ONE);
    }

    @Override
    public void close() {
        provider.shutdown().join(FLUSH_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Presents one header as the carrier that the propagator reads.
    private enum HeaderGetter implements TextMapGetter<String> {
        ONE;

        @Override
        @SuppressWarnings("deprecation") // Deprecated for callers, and still without a default.
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals("traceparent") ? traceparent : null;
        }
    }
}
