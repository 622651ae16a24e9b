package dev.berth.server.telemetry;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The meters of requests for features: how long they took, by the route or RPC and by how they
/// ended. Thread-safe.
final class FeatureMeters {
    private final HistogramFamily reads;

    FeatureMeters(PrometheusRegistry registry) {
        reads = MetricFamily.FEATURE_REQUEST_DURATION.histogram(Histograms.SECONDS);
        registry.register(reads);
    }

    void answered(CompletedRequest call) {
        String outcome = call.problem() == null ? "ok" : call.problem().code();
        reads.of(call.info().route(), outcome).observe(call.nanos());
    }
}
