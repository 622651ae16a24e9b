package dev.berth.server.observe;

import dev.berth.core.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The meters of requests without a prediction, of one version or of no model at all; each exists
/// once its problem has happened.
final class FailureMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<ProblemCode, Timer> durations = new ConcurrentHashMap<>();
    private final Map<ProblemCode, Counter> counts = new ConcurrentHashMap<>();

    FailureMeters(MeterRegistry registry, String model, String version) {
        this.registry = registry;
        this.tags = Tags.of("model", model, "version", version);
    }

    void failed(ProblemCode problem, long nanos) {
        durations.computeIfAbsent(problem, this::duration).record(nanos, TimeUnit.NANOSECONDS);
        counts.computeIfAbsent(problem, this::count).increment();
    }

    private Timer duration(ProblemCode code) {
        return ModelMeters.request(registry, tags, code.code());
    }

    private Counter count(ProblemCode code) {
        return Counter.builder(kind(code))
                .description("Requests without a prediction, by the problem's code")
                .tags(tags.and("code", code.code()))
                .register(registry);
    }

    private static String kind(ProblemCode code) {
        return switch (code) {
            case QUEUE_FULL, DRAINING, MODEL_NOT_READY -> "berth.refused";
            case DEADLINE_EXCEEDED -> "berth.expired";
            case CANCELLED -> "berth.cancelled";
            // Every other code is one kind of failure; a new one needs no change here.
            default -> "berth.failed";
        };
    }
}
