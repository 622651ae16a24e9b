package dev.berth.evaluation.significance;

import org.hipparchus.distribution.continuous.TDistribution;

/// Test that the mean of one sample is greater than that of another, whose variance may differ.
///
/// Source: Welch, The generalization of Student's problem when several different population
/// variances are involved, 1947.
public final class WelchTest {
    private WelchTest() {}

    /// The one-sided p-value: how likely a difference of means at least so large is if the first
    /// mean is not greater.
    ///
    /// @return between 0 and 1; 1 if a sample has fewer than two numbers, or no number differs from
    ///   another in both
    public static double greater(Sample first, Sample second) {
        double statistic = statistic(first, second);
        if (Double.isNaN(statistic)) {
            return 1;
        }
        double freedom = degreesOfFreedom(first, second);
        return new TDistribution(freedom).cumulativeProbability(-statistic);
    }

    /// Difference of means in units of its standard error; NaN where the test is undefined.
    static double statistic(Sample first, Sample second) {
        if (first.count() < 2 || second.count() < 2) {
            return Double.NaN;
        }
        double error = first.variance() / first.count() + second.variance() / second.count();
        return error > 0 ? (first.mean() - second.mean()) / Math.sqrt(error) : Double.NaN;
    }

    private static double degreesOfFreedom(Sample first, Sample second) {
        double one = first.variance() / first.count();
        double other = second.variance() / second.count();
        // Shares, since squares of tiny variances would be zero.
        double share = one / (one + other);
        double rest = 1 - share;
        return 1 / (share * share / (first.count() - 1) + rest * rest / (second.count() - 1));
    }
}
