package dev.berth.evaluation.significance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Correction of the p-values of many tests, so that chance alone seldom makes one significant.
///
/// A test is significant if its adjusted p-value is at most the level.
public enum Correction {
    /// Bounds the probability of any false finding by the level, however the tests depend on each
    /// other. Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.
    HOLM {
        @Override
        double adjusted(double pValue, int rank, int count) {
            return pValue * (count - rank);
        }
    },
    /// Bounds the expected share of false findings among all findings by the level, for tests that
    /// are independent or depend positively on each other; where nothing is to be found, the
    /// probability of any finding. Finds more than Holm's. Source: Benjamini and Hochberg,
    /// Controlling the False Discovery Rate, 1995.
    BENJAMINI_HOCHBERG {
        @Override
        double adjusted(double pValue, int rank, int count) {
            return pValue * count / (rank + 1);
        }
    };

    /// The name in files: `benjamini-hochberg`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Correction> findByLabel(String label) {
        return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
    }

    /// The p-value of the rank, from 0, in rising order, before it is made to rise with the rank.
    abstract double adjusted(double pValue, int rank, int count);

    /// Adjusts p-values, in their order.
    ///
    /// @param pValues between 0 and 1
    /// @return as many, between 0 and 1
    public double[] adjust(double[] pValues) {
        int count = pValues.length;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(pValues[a], pValues[b]));
        double[] adjusted = new double[count];
        for (int rank = 0; rank < count; rank++) {
            double pValue = pValues[order[rank]];
            if (!(pValue >= 0 && pValue <= 1)) {
                throw new IllegalArgumentException(
                        "p-value: " + pValue + " (expected: between 0 and 1)");
            }
            adjusted[order[rank]] = Math.min(1, adjusted(pValue, rank, count));
        }
        makeMonotone(adjusted, order);
        return adjusted;
    }

    /// Holm's go up from the smallest: none is below one before it. Benjamini's and Hochberg's go
    /// down from the largest: none is above one after it.
    private void makeMonotone(double[] adjusted, Integer[] order) {
        switch (this) {
            case HOLM -> {
                for (int rank = 1; rank < order.length; rank++) {
                    adjusted[order[rank]] =
                            Math.max(adjusted[order[rank]], adjusted[order[rank - 1]]);
                }
            }
            case BENJAMINI_HOCHBERG -> {
                for (int rank = order.length - 2; rank >= 0; rank--) {
                    adjusted[order[rank]] =
                            Math.min(adjusted[order[rank]], adjusted[order[rank + 1]]);
                }
            }
        }
    }
}
