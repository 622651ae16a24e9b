package dev.berth.evaluation.classification;

/// Outcome of one row of a binary task.
///
/// @param positive whether the row is of the positive class
/// @param score of the positive class, finite; NaN if the task has decisions alone
/// @param decided whether the row was decided to be of the positive class
public record BinaryOutcome(boolean positive, double score, boolean decided) {
    /// Whether there is a score, and it can be a probability.
    public boolean isProbability() {
        return score >= 0 && score <= 1;
    }

    public boolean isRight() {
        return positive == decided;
    }
}
