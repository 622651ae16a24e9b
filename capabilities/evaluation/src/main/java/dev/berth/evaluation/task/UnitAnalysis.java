package dev.berth.evaluation.task;

import dev.berth.evaluation.report.EvaluationReport;

/// Further analysis of the units of a run, whose results are added to its report.
///
/// @param <O> outcome of a unit
public interface UnitAnalysis<O> extends UnitListener<O> {
    /// Adds the results, after the last unit.
    ///
    /// @param report with the slices, and what other analyses added
    EvaluationReport addTo(EvaluationReport report, Resampling resampling);
}
