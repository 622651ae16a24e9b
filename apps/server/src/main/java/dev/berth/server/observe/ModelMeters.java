package dev.berth.server.observe;

import dev.berth.core.ProblemCode;
import dev.berth.serving.Timings;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The meters of one version, looked up once so that a request touches no map of meters.
final class ModelMeters {
    /// From below a tiny model's time to the longest that anyone waits, in steps that halve the
    /// error of a percentile.
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final double[] ROW_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer queue;
    private final Timer encode;
    private final Timer execute;
    private final Timer decode;
    private final DistributionSummary batchRows;
    private final Timer answered;
    private final FailureMeters failures;

    ModelMeters(MeterRegistry registry, String model, String version) {
        this.registry = registry;
        this.tags = Tags.of("model", model, "version", version);
        this.queue = stage("berth.queue", "From admission until an executor took the request");
        this.encode = stage("berth.encode", "In the encoder");
        this.execute = stage("berth.execute", "In the engine, for the whole batch");
        this.decode = stage("berth.decode", "In the decoder");
        this.answered = request(registry, tags, "ok");
        this.failures = new FailureMeters(registry, model, version);
        this.batchRows =
                DistributionSummary.builder("berth.batch.rows")
                        .description("Rows of one execution")
                        .tags(tags)
                        .serviceLevelObjectives(ROW_BUCKETS)
                        .register(registry);
    }

    private Timer stage(String name, String description) {
        return timer(registry, name, description, tags);
    }

    void stages(Timings timings) {
        queue.record(timings.queueNanos(), TimeUnit.NANOSECONDS);
        encode.record(timings.encodeNanos(), TimeUnit.NANOSECONDS);
        execute.record(timings.executeNanos(), TimeUnit.NANOSECONDS);
        decode.record(timings.decodeNanos(), TimeUnit.NANOSECONDS);
    }

    void batch(int rows) {
        batchRows.record(rows);
    }

    void request(@Nullable ProblemCode problem, long nanos) {
        if (problem == null) {
            answered.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            failures.failed(problem, nanos);
        }
    }

    /// From the arrival of requests to their answers, where they end like this.
    static Timer request(MeterRegistry registry, Tags tags, String outcome) {
        return timer(
                registry,
                "berth.request",
                "From the arrival of a request to its answer",
                tags.and("outcome", outcome));
    }

    private static Timer timer(
            MeterRegistry registry, String name, String description, Tags labels) {
        return Timer.builder(name)
                .description(description)
                .tags(labels)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
