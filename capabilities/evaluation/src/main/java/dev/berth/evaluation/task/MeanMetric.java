package dev.berth.evaluation.task;

import dev.berth.evaluation.report.MetricValue;
import java.util.function.DoubleUnaryOperator;

/// Metric that is the mean of a term over the units, or a function of it, as the root of the mean
/// squared error.
public final class MeanMetric {
    private MeanMetric() {}

    /// The metric with its interval; undefined without units.
    ///
    /// @param term from 0 to below [TaskEvaluation#termCount]
    public static MetricValue of(
            String name,
            int term,
            DoubleUnaryOperator function,
            ResampledSums sums,
            Resampling resampling) {
        if (!(sums.weight() > 0)) {
            return MetricValue.undefined(name, "no row");
        }
        var resampled = new double[resampling.count()];
        for (int i = 0; i < resampled.length; i++) {
            double weight = sums.weight(i);
            resampled[i] =
                    weight > 0 ? function.applyAsDouble(sums.sum(term, i) / weight) : Double.NaN;
        }
        return resampling.metric(
                name, function.applyAsDouble(sums.sum(term) / sums.weight()), resampled);
    }

    /// The mean itself.
    public static MetricValue of(String name, int term, ResampledSums sums, Resampling resampling) {
        return of(name, term, mean -> mean, sums, resampling);
    }
}
