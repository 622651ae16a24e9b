package dev.berth.server.telemetry;

import dev.berth.server.telemetry.HistogramFamily.Observations;
import dev.berth.server.telemetry.HistogramFamily.Scale;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;

/// The histograms of predictions, with fixed buckets, so that those of several servers add up.
/// Durations are observed in nanoseconds and shown in seconds.
final class Histograms {
    private static final String MODEL = "model";
    private static final String VERSION = "version";

    /// From below a tiny model's time to the longest that anyone waits, in steps that halve the
    /// error of a percentile.
    static final Scale SECONDS =
            new Scale(
                    List.of(
                            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                            0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
                    1e9);

    private static final Scale ROWS =
            new Scale(List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0), 1);

    private final HistogramFamily request;
    private final HistogramFamily queue;
    private final HistogramFamily encode;
    private final HistogramFamily execute;
    private final HistogramFamily decode;
    private final HistogramFamily batchRows;
    private final Observations eventLoopDelay;

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
                                SECONDS)
                        .of();
    }

    /// Forgets all of a version, whose data points are not to be used any more.
    ///
    /// @param outcomes of its requests so far
    void forget(String model, String version, Collection<String> outcomes) {
        outcomes.forEach(outcome -> request.remove(model, version, outcome));
        for (HistogramFamily histogram : List.of(queue, encode, execute, decode, batchRows)) {
            histogram.remove(model, version);
        }
    }

    Observations eventLoopDelay() {
        return eventLoopDelay;
    }

    private static HistogramFamily ofVersions(
            PrometheusRegistry registry, String name, String help) {
        return histogram(registry, name, help, SECONDS, MODEL, VERSION);
    }

    private static HistogramFamily histogram(
            PrometheusRegistry registry, String name, String help, Scale scale, String... labels) {
        var family = new HistogramFamily(name, help, scale, labels);
        registry.register(family);
        return family;
    }

    /// From arrival to answer, of those that end like this.
    Observations request(String model, String version, String outcome) {
        return request.of(model, version, outcome);
    }

    Observations queue(String model, String version) {
        return queue.of(model, version);
    }

    Observations encode(String model, String version) {
        return encode.of(model, version);
    }

    Observations execute(String model, String version) {
        return execute.of(model, version);
    }

    Observations decode(String model, String version) {
        return decode.of(model, version);
    }

    Observations batchRows(String model, String version) {
        return batchRows.of(model, version);
    }
}
