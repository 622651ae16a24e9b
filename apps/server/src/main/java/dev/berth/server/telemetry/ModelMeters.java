package dev.berth.server.telemetry;

import dev.berth.core.ProblemCode;
import dev.berth.server.telemetry.HistogramFamily.Observations;
import dev.berth.serving.request.Timings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The meters of one version, looked up once so that a request touches no map of meters.
final class ModelMeters {
    private static final String OK = "ok";

    private final Histograms histograms;
    private final String model;
    private final String version;
    private final Observations queue;
    private final Observations encode;
    private final Observations execute;
    private final Observations decode;
    private final Observations batchRows;
    private final Observations answered;
    private final FailureMeters failures;

    ModelMeters(Histograms histograms, FailureMeters failures, String model, String version) {
        this.histograms = histograms;
        this.model = model;
        this.version = version;
        this.queue = histograms.queue(model, version);
        this.encode = histograms.encode(model, version);
        this.execute = histograms.execute(model, version);
        this.decode = histograms.decode(model, version);
        this.batchRows = histograms.batchRows(model, version);
        this.answered = histograms.request(model, version, OK);
        this.failures = failures;
    }

    /// A stage that a version does not have took no time, and is not counted.
    void stages(Timings timings) {
        queue.observe(timings.queueNanos());
        if (timings.encodeNanos() > 0) {
            encode.observe(timings.encodeNanos());
        }
        execute.observe(timings.executeNanos());
        if (timings.decodeNanos() > 0) {
            decode.observe(timings.decodeNanos());
        }
    }

    void batch(int rows) {
        batchRows.observe(rows);
    }

    void request(@Nullable ProblemCode problem, long nanos) {
        if (problem == null) {
            answered.observe(nanos);
        } else {
            failures.failed(problem, nanos);
        }
    }

    /// Removes all of them from what is shown.
    void forget() {
        List<String> outcomes = new ArrayList<>(failures.outcomes());
        outcomes.add(OK);
        histograms.forget(model, version, outcomes);
        failures.forget();
    }
}
