package dev.berth.server.telemetry;

import dev.berth.serving.request.TraceContextProvider;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Spans for OpenTelemetry: one for the request, and within it one for each [RequestStage]. A
/// caller's W3C context is continued and its decision whether to sample is kept.
final class OtlpTracing implements Tracing {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(6);

    private final SdkTracerProvider provider;
    private final SpanQueue spans;
    private final Tracer tracer;
    private final RecentBatches batches = new RecentBatches();

    private final double ratio;

    private OtlpTracing(SdkTracerProvider provider, SpanQueue spans, double ratio) {
        this.ratio = ratio;
        this.provider = provider;
        this.spans = spans;
        this.tracer = provider.get("dev.berth.server");
    }

    static OtlpTracing open(TraceOptions options, String serviceName, String version) {
        String base = options.receiver().toString().replaceFirst("/+$", "");
        var exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(base.endsWith("/v1/traces") ? base : base + "/v1/traces")
                        .build();
        var spans = new SpanQueue(exporter);
        var resource =
                Resource.getDefault()
                        .merge(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                serviceName,
                                                AttributeKey.stringKey("service.version"),
                                                version)));
        return new OtlpTracing(
                SdkTracerProvider.builder()
                        .setResource(resource)
                        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(options.ratio())))
                        .addSpanProcessor(spans)
                        .build(),
                spans,
                options.ratio());
    }

    @Override
    public OptionalDouble ratio() {
        return OptionalDouble.of(ratio);
    }

    @Override
    public Trace begin(RequestInfo info) {
        // The two clocks read together, once for all spans of the request.
        long epochMinusNanoTime = epochNanosNow() - System.nanoTime();
        Span span =
                tracer.spanBuilder(info.isRpc() ? info.route() : info.method() + " " + info.route())
                        .setParent(parent(info))
                        .setSpanKind(SpanKind.SERVER)
                        .setStartTimestamp(
                                info.startNanos() + epochMinusNanoTime, TimeUnit.NANOSECONDS)
                        .startSpan();
        return span.isRecording()
                ? new OtlpTrace(tracer, batches, span, epochMinusNanoTime)
                : new Unrecorded(span);
    }

    /// An unsampled trace, which the servers called for it do not record either.
    private record Unrecorded(Span span) implements Trace {
        @Override
        public @Nullable String traceresponse() {
            return null;
        }

        @Override
        public Optional<TraceContextProvider.Carried> carried() {
            return OtlpTrace.carried(span);
        }

        @Override
        public void end(CompletedRequest call) {}
    }

    private static long epochNanosNow() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static Context parent(RequestInfo info) {
        return info.traceparent() == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), info, Headers.OF_CALLER);
    }

    @Override
    public Optional<SpanCounts> counts() {
        return Optional.of(spans);
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The caller's headers as the carrier that the propagator reads.
    private enum Headers implements TextMapGetter<RequestInfo> {
        OF_CALLER;

        @Override
        @SuppressWarnings("deprecation") // Deprecated for callers, and still without a default.
        public Iterable<String> keys(RequestInfo info) {
            return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable RequestInfo info, String key) {
            if (info == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" -> info.traceparent();
                case "tracestate" -> info.tracestate();
                // Other headers of a propagator are absent.
                default -> null;
            };
        }
    }
}
