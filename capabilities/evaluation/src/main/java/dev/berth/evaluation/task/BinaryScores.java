package dev.berth.evaluation.task;

/// Scores and labels of a binary task.
///
/// @param <O> outcome of a unit
public interface BinaryScores<O> {
    /// The score of the positive class, finite.
    double score(O outcome);

    boolean isPositive(O outcome);
}
