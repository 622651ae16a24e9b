package dev.berth.evaluation.comparison;

import java.util.Arrays;

/// Areas under the ROC curves of two scores of the same units, with the variance of their
/// difference.
///
/// Takes time in `n log n`, by ranks among positives, negatives and all.
///
/// Source: DeLong, DeLong and Clarke-Pearson, Comparing the areas under two or more correlated
/// receiver operating characteristic curves: a nonparametric approach, Biometrics 44, 1988; Sun and
/// Xu, Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21, 2014.
///
/// @param first area of the first score; NaN if there are not two units of each class
/// @param second area of the second score
/// @param varianceOfDifference of the first area less the second, 0 or more
record DeLong(double first, double second, double varianceOfDifference) {
    static DeLong of(PairedUnits units) {
        int count = units.count();
        int positives = 0;
        for (int i = 0; i < count; i++) {
            positives += units.isPositive(i) ? 1 : 0;
        }
        int negatives = count - positives;
        if (positives < 2 || negatives < 2) {
            return new DeLong(Double.NaN, Double.NaN, Double.NaN);
        }
        double[] firstPositive = new double[positives];
        double[] firstNegative = new double[negatives];
        double[] secondPositive = new double[positives];
        double[] secondNegative = new double[negatives];
        int p = 0;
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (units.isPositive(i)) {
                firstPositive[p] = units.firstScore(i);
                secondPositive[p++] = units.secondScore(i);
            } else {
                firstNegative[n] = units.firstScore(i);
                secondNegative[n++] = units.secondScore(i);
            }
        }
        Placements one = Placements.of(firstPositive, firstNegative);
        Placements other = Placements.of(secondPositive, secondNegative);
        double variance =
                varianceOfDifference(one.ofPositives, other.ofPositives) / positives
                        + varianceOfDifference(one.ofNegatives, other.ofNegatives) / negatives;
        return new DeLong(one.area(), other.area(), variance);
    }

    boolean isDefined() {
        return !Double.isNaN(first);
    }

    private static double varianceOfDifference(double[] one, double[] other) {
        double mean = 0;
        for (int i = 0; i < one.length; i++) {
            mean += (one[i] - other[i]) / one.length;
        }
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double distance = one[i] - other[i] - mean;
            sum += distance * distance;
        }
        return sum / (one.length - 1);
    }

    /// For each positive the share of negatives that score lower, and for each negative the share
    /// of positives that score higher; a tie counts half.
    private static final class Placements {
        private final double[] ofPositives;
        private final double[] ofNegatives;

        Placements(double[] ofPositives, double[] ofNegatives) {
            this.ofPositives = ofPositives;
            this.ofNegatives = ofNegatives;
        }

        static Placements of(double[] positives, double[] negatives) {
            double[] sortedPositives = positives.clone();
            double[] sortedNegatives = negatives.clone();
            Arrays.sort(sortedPositives);
            Arrays.sort(sortedNegatives);
            double[] ofPositives = new double[positives.length];
            for (int i = 0; i < positives.length; i++) {
                ofPositives[i] = shareBelow(sortedNegatives, positives[i]);
            }
            double[] ofNegatives = new double[negatives.length];
            for (int i = 0; i < negatives.length; i++) {
                ofNegatives[i] = 1 - shareBelow(sortedPositives, negatives[i]);
            }
            return new Placements(ofPositives, ofNegatives);
        }

        double area() {
            double sum = 0;
            for (double placement : ofPositives) {
                sum += placement;
            }
            return sum / ofPositives.length;
        }

        private static double shareBelow(double[] sorted, double value) {
            int below = firstNotBelow(sorted, value);
            int notAbove = firstNotBelow(sorted, Math.nextUp(value));
            return (below + notAbove) / (2.0 * sorted.length);
        }

        private static int firstNotBelow(double[] sorted, double value) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
