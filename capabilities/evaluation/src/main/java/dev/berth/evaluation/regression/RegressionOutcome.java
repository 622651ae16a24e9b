package dev.berth.evaluation.regression;

/// Outcome of one row of a regression.
///
/// @param label the true number, finite
/// @param prediction finite
public record RegressionOutcome(double label, double prediction) {
    /// Prediction less label.
    public double error() {
        return prediction - label;
    }
}
