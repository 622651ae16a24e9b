package dev.berth.statistics;

import java.util.List;

/// Spread of finite numbers, exact but for the rounding of float64.
///
/// @param deviation the standard deviation of these very numbers, not of what they are a sample of
/// @param quantiles one for each of [#SHARES]: the number at place `floor(share (n - 1))` of all
///   `n` in their order, counted from 0
public record NumericSummary(
        double min,
        double mean,
        double max,
        double deviation,
        List<Double> quantiles,
        Histogram histogram) {

    /// Which quantiles there are.
    public static final List<Double> SHARES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);

    public NumericSummary {
        quantiles = List.copyOf(quantiles);
        if (quantiles.size() != SHARES.size()) {
            throw new IllegalArgumentException(
                    quantiles.size() + " quantiles (expected: " + SHARES.size() + ")");
        }
    }

    /// The quantile of one of [#SHARES].
    public double quantile(double share) {
        int index = SHARES.indexOf(share);
        if (index < 0) {
            throw new IllegalArgumentException("share " + share + " (expected: of " + SHARES + ")");
        }
        return quantiles.get(index);
    }
}
