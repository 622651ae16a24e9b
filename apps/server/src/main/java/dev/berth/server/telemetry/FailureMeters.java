package dev.berth.server.telemetry;

import dev.berth.core.ProblemCode;
import dev.berth.server.telemetry.HistogramFamily.Observations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The meters of requests without a prediction, of one version or of no model at all; each exists
/// once its problem has happened.
final class FailureMeters {
    private final MeterRegistry registry;
    private final Histograms histograms;
    private final String model;
    private final String version;
    private final Map<ProblemCode, Observations> durations = new ConcurrentHashMap<>();
    private final Map<ProblemCode, Counter> counts = new ConcurrentHashMap<>();

    FailureMeters(MeterRegistry registry, Histograms histograms, String model, String version) {
        this.registry = registry;
        this.histograms = histograms;
        this.model = model;
        this.version = version;
    }

    void failed(ProblemCode problem, long nanos) {
        durations.computeIfAbsent(problem, this::duration).observe(nanos);
        counts.computeIfAbsent(problem, this::count).increment();
    }

    /// The outcomes that have happened.
    List<String> outcomes() {
        return durations.keySet().stream().map(ProblemCode::code).toList();
    }

    /// Removes the counters, which must not be used any more.
    void forget() {
        counts.values().forEach(registry::remove);
    }

    private Observations duration(ProblemCode problem) {
        return histograms.request(model, version, problem.code());
    }

    private Counter count(ProblemCode code) {
        return MetricFamily.REQUEST_FAILURES.counter(
                registry, model, version, reason(code), code.code());
    }

    private static String reason(ProblemCode code) {
        return switch (code) {
            case QUEUE_FULL,
                    QUOTA_EXCEEDED,
                    SESSION_LIMIT_EXCEEDED,
                    IN_FLIGHT_MEMORY_EXCEEDED,
                    DRAINING,
                    MODEL_NOT_READY,
                    ENDPOINT_NOT_READY ->
                    "rejected";
            case DEADLINE_EXCEEDED -> "timeout";
            case CANCELLED -> "cancelled";
            // Every other code is one kind of failure; a new one needs no change here.
            default -> "error";
        };
    }
}
