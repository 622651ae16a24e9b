package dev.berth.evaluation.report;

import java.util.List;
import java.util.Optional;

/// Metrics of the rows that meet one condition.
///
/// @param name such as `age_group=young`, or that of the evaluation's file
/// @param condition in words or CEL, such as `age < 25`; empty for all rows
/// @param rows how many
/// @param weight sum of their weights; the number of rows without a weight column
/// @param metrics in the order in which they are shown
/// @param curves for plots; empty where the task has none
public record SliceResult(
        String name,
        String condition,
        long rows,
        double weight,
        List<MetricValue> metrics,
        Optional<Curves> curves) {
    /// The name of the slice with all evaluated rows.
    public static final String ALL = "all";

    public SliceResult {
        metrics = List.copyOf(metrics);
    }

    /// The metric of this name, which may be undefined.
    public Optional<MetricValue> find(String metric) {
        return metrics.stream().filter(each -> each.name().equals(metric)).findFirst();
    }
}
