package dev.berth.evaluation.task;

/// Factory of a further analysis, for whatever outcome the task of a run has.
public interface AnalysisFactory {
    /// The analysis of a run.
    ///
    /// @param task that makes the outcomes and computes their loss
    <O> UnitAnalysis<O> of(TaskEvaluation<O> task);
}
