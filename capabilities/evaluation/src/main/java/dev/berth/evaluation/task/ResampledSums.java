package dev.berth.evaluation.task;

/// Sums of a task's terms over the units of a slice: the exact ones, and those of each resample.
/// Every term is multiplied by its unit's weight.
public interface ResampledSums {
    /// How many units were added.
    long units();

    /// The sum of the units' weights.
    double weight();

    /// The sum of a term.
    ///
    /// @param term from 0 to below [TaskEvaluation#termCount]
    double sum(int term);

    /// The sum of the units' weights in a resample, which may be 0. Only with terms: a task without
    /// terms takes it from its counts.
    ///
    /// @param resample from 0 to below [Resampling#count]
    double weight(int resample);

    /// The sum of a term in a resample.
    double sum(int term, int resample);
}
