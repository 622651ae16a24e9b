package dev.berth.evaluation.classification;

/// Losses of predicted probabilities.
final class Losses {
    /// Least probability that a logarithm is taken of: the distance from 1 to the next double, as
    /// in scikit-learn.
    static final double PROBABILITY_MIN = Math.ulp(1.0);

    private Losses() {}

    /// The negative logarithm of the probability of what was true.
    static double log(double probability) {
        return -Math.log(Math.clamp(probability, PROBABILITY_MIN, 1 - PROBABILITY_MIN));
    }

    static double square(double value) {
        return value * value;
    }
}
