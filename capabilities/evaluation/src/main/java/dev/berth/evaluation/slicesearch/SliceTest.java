package dev.berth.evaluation.slicesearch;

import dev.berth.evaluation.significance.ExactTest;
import dev.berth.evaluation.significance.Sample;
import dev.berth.evaluation.significance.WelchTest;

/// Test that the mean loss of some rows is greater than that of others.
///
/// Losses of 0 and 1, errors, of which fewer than [#EXACT_BELOW] would be expected in the slice, or
/// fewer rows without, are compared by Fisher's exact test, all others by Welch's. A slice has at
/// most half of the rows: with long-tailed losses Welch's test is then on the safe side, since the
/// smaller sample, which matters, is the one that is tested for a greater mean.
///
/// @param binary whether all losses are 0 or 1
record SliceTest(boolean binary) {
    /// From here on the normal distribution differs by less than matters.
    private static final double EXACT_BELOW = 30;

    /// With a difference of less than this many standard errors nothing is significant.
    private static final double STATISTIC_MIN = 1;

    /// The one-sided p-value. One that is above 0.15 may be given as 1, which saves time.
    double pValue(Sample inside, Sample outside) {
        double statistic = statistic(inside, outside);
        if (!(statistic >= STATISTIC_MIN)) {
            return 1;
        }
        if (statistic == Double.POSITIVE_INFINITY && !binary) {
            // Of all ways to draw the rows of the slice, this one alone gives such a difference.
            return 0;
        }
        if (binary && (isSmall(inside, outside) || statistic == Double.POSITIVE_INFINITY)) {
            return ExactTest.greater(
                    (int) inside.sum(),
                    (int) inside.count(),
                    (int) outside.sum(),
                    (int) outside.count());
        }
        return WelchTest.greater(inside, outside);
    }

    private static boolean isSmall(Sample inside, Sample outside) {
        double share = (inside.sum() + outside.sum()) / (inside.count() + outside.count());
        return inside.count() * Math.min(share, 1 - share) < EXACT_BELOW;
    }

    /// Difference of means in standard errors; infinite where no loss differs from another in both.
    static double statistic(Sample inside, Sample outside) {
        double difference = inside.mean() - outside.mean();
        double error = inside.variance() / inside.count() + outside.variance() / outside.count();
        if (error > 0) {
            return difference / Math.sqrt(error);
        }
        return difference > 0 ? Double.POSITIVE_INFINITY : 0;
    }

    /// Difference of means in standard deviations of the losses.
    static double effectSize(Sample inside, Sample outside) {
        double deviation = Math.sqrt((inside.variance() + outside.variance()) / 2);
        double difference = inside.mean() - outside.mean();
        if (deviation > 0) {
            return difference / deviation;
        }
        return difference > 0 ? Double.MAX_VALUE : 0;
    }
}
