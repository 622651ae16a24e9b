package dev.berth.server.telemetry;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The meters of requests for features: how long they took, by the route or RPC and by how they
/// ended. Thread-safe.
final class FeatureMeters {
    private final HistogramFamily reads;

    FeatureMeters(PrometheusRegistry registry) {
        reads =
                new HistogramFamily(
                        "berth_feature_request_seconds",
                        "From the arrival of a request for features to its answer",
                        Histograms.SECONDS,
                        "route",
                        "outcome");
        registry.register(reads);
    }

    void answered(CompletedRequest call) {
        String outcome = call.problem() == null ? "ok" : call.problem().code();
        reads.of(call.asked().route(), outcome).observe(call.nanos());
    }
}
