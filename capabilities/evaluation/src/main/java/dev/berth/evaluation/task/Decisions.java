package dev.berth.evaluation.task;

/// Decisions on people seen from the class that is good for them, the *favourable* one.
///
/// @param <O> outcome of a unit
public interface Decisions<O> {
    /// Whether the decision is the favourable one.
    boolean isFavourable(O outcome);

    /// Whether the favourable decision would have been right.
    boolean isQualified(O outcome);
}
