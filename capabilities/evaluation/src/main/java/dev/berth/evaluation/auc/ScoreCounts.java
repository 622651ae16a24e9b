package dev.berth.evaluation.auc;

/// Scores of some rows by label: for each cell of scores, how many positive and negative rows have
/// one in it, or the sum of their weights. Cells are in rising order, the same for all that are
/// compared.
///
/// Rows of one cell count as equal in score. With one cell for each distinct score an area is
/// exact.
public final class ScoreCounts {
    private final double[] positives;
    private final double[] negatives;
    private final double positiveTotal;
    private final double negativeTotal;

    private ScoreCounts(double[] positives, double[] negatives) {
        this.positives = positives;
        this.negatives = negatives;
        this.positiveTotal = sum(positives);
        this.negativeTotal = sum(negatives);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /// Takes over both arrays, of equal length, which are not changed afterwards.
    ///
    /// @throws IllegalArgumentException if a count is below 0 or not finite
    public static ScoreCounts of(double[] positives, double[] negatives) {
        if (positives.length != negatives.length) {
            throw new IllegalArgumentException(
                    "cells: " + negatives.length + " (expected: " + positives.length + ")");
        }
        ScoreCounts counts = new ScoreCounts(positives, negatives);
        for (int i = 0; i < positives.length; i++) {
            if (!(positives[i] >= 0 && negatives[i] >= 0)) {
                throw new IllegalArgumentException(
                        "counts: "
                                + positives[i]
                                + ", "
                                + negatives[i]
                                + " (expected: at least 0)");
            }
        }
        if (!(counts.positiveTotal + counts.negativeTotal < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sum of weights is not finite");
        }
        return counts;
    }

    public int cells() {
        return positives.length;
    }

    public double positives() {
        return positiveTotal;
    }

    public double negatives() {
        return negativeTotal;
    }

    public double total() {
        return positiveTotal + negativeTotal;
    }

    /// Positive rows of one with the negative rows of another.
    static double auc(ScoreCounts positive, ScoreCounts negative) {
        return area(positive.positives, negative.negatives)
                / (positive.positiveTotal * negative.negativeTotal);
    }

    /// The area under the ROC curve: the probability that a positive row has a higher score than a
    /// negative one, equal scores counted as half. NaN without a row of each label.
    public double auc() {
        return auc(this, this);
    }

    /// The area for rows of two samples together, those of the second with a weight.
    static double mixedAuc(ScoreCounts first, ScoreCounts second, double weight) {
        double area =
                area(first.positives, first.negatives)
                        + weight * area(first.positives, second.negatives)
                        + weight * area(second.positives, first.negatives)
                        + weight * weight * area(second.positives, second.negatives);
        return area
                / ((first.positiveTotal + weight * second.positiveTotal)
                        * (first.negativeTotal + weight * second.negativeTotal));
    }

    private static double area(double[] positives, double[] negatives) {
        double area = 0;
        double below = 0;
        for (int cell = 0; cell < positives.length; cell++) {
            area += positives[cell] * (below + negatives[cell] / 2);
            below += negatives[cell];
        }
        return area;
    }
}
