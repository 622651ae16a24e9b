package dev.berth.server.telemetry;

import dev.berth.server.telemetry.HistogramFamily.Observations;
import dev.berth.server.telemetry.HistogramFamily.Scale;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;

/// The histograms of predictions, with fixed buckets, so that those of several servers add up.
/// Durations are observed in nanoseconds and shown in seconds.
final class Histograms {
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
        request = register(registry, MetricFamily.REQUEST_DURATION, SECONDS);
        queue = register(registry, MetricFamily.QUEUE_DURATION, SECONDS);
        encode = register(registry, MetricFamily.PREPROCESS_DURATION, SECONDS);
        execute = register(registry, MetricFamily.INFERENCE_DURATION, SECONDS);
        decode = register(registry, MetricFamily.POSTPROCESS_DURATION, SECONDS);
        batchRows = register(registry, MetricFamily.BATCH_SIZE, ROWS);
        eventLoopDelay = register(registry, MetricFamily.EVENT_LOOP_LAG, SECONDS).of();
    }

    /// Forgets all of a version, whose data points must not be used any more.
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

    private static HistogramFamily register(
            PrometheusRegistry registry, MetricFamily family, Scale scale) {
        HistogramFamily histogram = family.histogram(scale);
        registry.register(histogram);
        return histogram;
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
