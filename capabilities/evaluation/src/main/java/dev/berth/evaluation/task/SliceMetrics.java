package dev.berth.evaluation.task;

import dev.berth.evaluation.report.Curves;
import dev.berth.evaluation.report.MetricValue;
import java.util.List;
import java.util.Optional;

/// Metrics of one slice.
///
/// @param curves for plots; empty where the task has none
public record SliceMetrics(List<MetricValue> metrics, Optional<Curves> curves) {
    public SliceMetrics {
        metrics = List.copyOf(metrics);
    }
}
