package dev.berth.server.observe;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;

/// The histograms of predictions, with fixed buckets, so that those of several servers add up.
///
/// Prometheus' own and not Micrometer's timers: a request touches three to five of them, and theirs
/// cost a third.
final class Histograms {
    private static final String MODEL = "model";
    private static final String VERSION = "version";

    /// Seconds, from below a tiny model's time to the longest that anyone waits, in steps that
    /// halve the error of a percentile.
    private static final double[] SECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10
    };

    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    private static final double NANOS_PER_SECOND = 1e9;

    private final Histogram request;
    private final Histogram queue;
    private final Histogram encode;
    private final Histogram execute;
    private final Histogram decode;
    private final Histogram batchRows;
    private final Histogram eventLoopDelay;

    Histograms(PrometheusRegistry registry) {
        request =
                histogram(
                        registry,
                        "berth_request_seconds",
                        "From the arrival of a request to its answer",
                        SECONDS,
                        MODEL,
                        VERSION,
                        "outcome");
        queue =
                ofVersions(
                        registry,
                        "berth_queue_seconds",
                        "From admission until an executor took the request");
        encode = ofVersions(registry, "berth_encode_seconds", "In the encoder");
        execute =
                ofVersions(
                        registry,
                        "berth_execute_seconds",
                        "In the engine, for the whole batch of a request");
        decode = ofVersions(registry, "berth_decode_seconds", "In the decoder");
        batchRows =
                histogram(
                        registry,
                        "berth_batch_rows",
                        "Rows of one execution",
                        ROWS,
                        MODEL,
                        VERSION);
        eventLoopDelay =
                histogram(
                        registry,
                        "berth_event_loop_delay_seconds",
                        "How late an event loop was with a timer",
                        SECONDS);
    }

    /// Forgets all of a version, whose data points are not to be used any more.
    ///
    /// @param outcomes of its requests so far
    void forget(String model, String version, Collection<String> outcomes) {
        outcomes.forEach(outcome -> request.remove(model, version, outcome));
        for (Histogram histogram : List.of(queue, encode, execute, decode, batchRows)) {
            histogram.remove(model, version);
        }
    }

    DistributionDataPoint eventLoopDelay() {
        return eventLoopDelay;
    }

    private static Histogram ofVersions(PrometheusRegistry registry, String name, String help) {
        return histogram(registry, name, help, SECONDS, MODEL, VERSION);
    }

    private static Histogram histogram(
            PrometheusRegistry registry,
            String name,
            String help,
            double[] bounds,
            String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /// From arrival to answer, of those that end like this.
    DistributionDataPoint request(String model, String version, String outcome) {
        return request.labelValues(model, version, outcome);
    }

    DistributionDataPoint queue(String model, String version) {
        return queue.labelValues(model, version);
    }

    DistributionDataPoint encode(String model, String version) {
        return encode.labelValues(model, version);
    }

    DistributionDataPoint execute(String model, String version) {
        return execute.labelValues(model, version);
    }

    DistributionDataPoint decode(String model, String version) {
        return decode.labelValues(model, version);
    }

    DistributionDataPoint batchRows(String model, String version) {
        return batchRows.labelValues(model, version);
    }

    static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
