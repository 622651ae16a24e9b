package dev.berth.server.telemetry;

import dev.berth.server.logging.Logs;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Metrics, traces and logs of answered requests.
public final class RequestTelemetry implements AutoCloseable {
    private final Metrics metrics;
    private final Tracing tracing;
    private final boolean isTracing;
    private final Logger accessLog = LoggerFactory.getLogger(Logs.ACCESS);

    public RequestTelemetry(Metrics metrics, Tracing tracing) {
        this.metrics = metrics;
        this.tracing = tracing;
        this.isTracing = tracing.counts().isPresent();
        tracing.counts().ifPresent(metrics::countSpans);
    }

    public Metrics metrics() {
        return metrics;
    }

    /// Which share of requests is traced; empty if none ever is.
    public OptionalDouble traceRatio() {
        return tracing.ratio();
    }

    /// Whether the callers' trace contexts are used.
    public boolean isTracing() {
        return isTracing;
    }

    /// The trace of a call that is about to be answered, for [#answered].
    public Trace begin(RequestInfo info) {
        return switch (info.purpose()) {
            case PREDICTION, FEATURES -> tracing.begin(info);
            case OTHER -> Trace.None.NONE;
        };
    }

    /// Called on the event loop that wrote the answer; never blocks.
    public void answered(CompletedRequest call, Trace trace) {
        switch (call.info().purpose()) {
            case PREDICTION -> {
                metrics.answered(call);
                trace.end(call);
            }
            case FEATURES -> {
                metrics.answeredFeatures(call);
                trace.end(call);
            }
            case OTHER -> {}
        }
        accessLog.info("{}", call);
    }

    @Override
    public void close() {
        tracing.close();
        metrics.close();
    }
}
