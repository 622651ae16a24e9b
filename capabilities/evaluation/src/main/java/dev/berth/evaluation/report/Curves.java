package dev.berth.evaluation.report;

import java.util.List;

/// Curves of a classifier, thinned for plots.
///
/// @param reliability bins of equal width over the score, those without rows left out
/// @param roc false positive rate (x) and true positive rate (y), from (0, 0) to (1, 1)
/// @param precisionRecall recall (x) and precision (y), by falling threshold
public record Curves(
        List<ReliabilityBin> reliability, List<Point> roc, List<Point> precisionRecall) {
    /// The most points of a curve: more than a plot shows.
    public static final int POINTS_MAX = 100;

    public Curves {
        reliability = List.copyOf(reliability);
        roc = List.copyOf(roc);
        precisionRecall = List.copyOf(precisionRecall);
        if (roc.size() > POINTS_MAX || precisionRecall.size() > POINTS_MAX) {
            throw new IllegalArgumentException(
                    roc.size()
                            + " and "
                            + precisionRecall.size()
                            + " points (expected: at most "
                            + POINTS_MAX
                            + ")");
        }
    }

    /// Point of a curve.
    ///
    /// @param threshold the least score that counts as positive at this point; NaN where none does
    public record Point(double x, double y, double threshold) {}

    /// Scores of one range, and how often they were right.
    ///
    /// @param lower of the range, 0 to 1
    /// @param upper of the range, 0 to 1
    /// @param rows in the range
    /// @param weight of these rows
    /// @param meanScore of these rows
    /// @param observedRate share of these rows that are positive
    /// @param low lower end of the interval of the observed rate; NaN if there is none
    /// @param high upper end of the interval of the observed rate; NaN if there is none
    public record ReliabilityBin(
            double lower,
            double upper,
            long rows,
            double weight,
            double meanScore,
            double observedRate,
            double low,
            double high) {}
}
