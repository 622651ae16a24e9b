package dev.berth.evaluation.classification;

import dev.berth.evaluation.bootstrap.WilsonInterval;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.Resampling;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Metric that follows from the decisions on one class.
///
/// @param value NaN where undefined
/// @param trials of a proportion, whose interval has a formula; empty for other metrics
/// @param reason why the metric is undefined, where it is
record RateMetric(
        String name,
        ToDoubleFunction<Confusion> value,
        Optional<ToDoubleFunction<Confusion>> trials,
        String reason) {

    static final RateMetric ACCURACY =
            proportion("accuracy", Confusion::accuracy, Confusion::total, "no row");
    static final RateMetric PRECISION =
            proportion(
                    "precision",
                    Confusion::precision,
                    Confusion::predicted,
                    "no row was decided to be positive");
    static final RateMetric RECALL =
            proportion("recall", Confusion::recall, Confusion::positives, "no positive row");
    static final RateMetric SPECIFICITY =
            proportion(
                    "specificity", Confusion::specificity, Confusion::negatives, "no negative row");
    static final RateMetric PREVALENCE =
            proportion("prevalence", Confusion::prevalence, Confusion::total, "no row");
    static final RateMetric BALANCED_ACCURACY =
            new RateMetric(
                    "balanced-accuracy",
                    Confusion::balancedAccuracy,
                    Optional.empty(),
                    "rows of one class only");
    static final RateMetric F1 =
            new RateMetric(
                    "f1",
                    Confusion::f1,
                    Optional.empty(),
                    "no positive row, and none was decided to be");

    private static RateMetric proportion(
            String name,
            ToDoubleFunction<Confusion> value,
            ToDoubleFunction<Confusion> trials,
            String reason) {
        return new RateMetric(name, value, Optional.of(trials), reason);
    }

    /// The same of one class of several: `recall[bad]`.
    RateMetric of(String category) {
        return new RateMetric(name + "[" + category + "]", value, trials, reason);
    }

    /// The metric with its interval: Wilson's for a proportion of units of weight 1, else from the
    /// resamples.
    ///
    /// @param resampled the decisions in each resample; empty without resamples
    MetricValue metric(
            Confusion confusion, boolean isWeighted, Confusion[] resampled, Resampling resampling) {
        double found = value.applyAsDouble(confusion);
        if (Double.isNaN(found)) {
            return MetricValue.undefined(name, reason);
        }
        if (trials.isPresent() && !isWeighted) {
            double count = trials.get().applyAsDouble(confusion);
            return WilsonInterval.of(
                    name, Math.rint(found * count), count, resampling.confidence());
        }
        var values = new double[resampled.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsDouble(resampled[i]);
        }
        return resampling.metric(name, found, values);
    }
}
