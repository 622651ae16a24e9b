package dev.berth.placement.verification;

import java.util.List;
import java.util.OptionalDouble;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// Percentile of measured values with its interval of 95 % confidence, between two order
/// statistics.
///
/// The number of values below the true percentile is binomial, whatever the distribution of the
/// values. Values of one queue are not quite independent, so that the interval is a little too
/// narrow. A bound is empty if there are too few values for it: a 99th percentile has an upper one
/// from 368 values on.
public record PercentileInterval(double value, OptionalDouble low, OptionalDouble high) {
    private static final double TAIL = 0.025;

    /// The interval of a percentile of measured values.
    ///
    /// @param sorted at least one value, in rising order
    /// @param share such as 0.99
    public static PercentileInterval of(List<Double> sorted, double share) {
        int count = sorted.size();
        int rank = (int) Math.ceil(share * count - 1e-9) - 1;
        var below = new BinomialDistribution(count, share);
        int low = below.inverseCumulativeProbability(TAIL) - 1;
        int high = below.inverseCumulativeProbability(1 - TAIL);
        return new PercentileInterval(
                sorted.get(Math.clamp(rank, 0, count - 1)), at(sorted, low), at(sorted, high));
    }

    private static OptionalDouble at(List<Double> sorted, int position) {
        return position < 0 || position >= sorted.size()
                ? OptionalDouble.empty()
                : OptionalDouble.of(sorted.get(position));
    }
}
