package dev.berth.evaluation.significance;

import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/// Fisher's exact test of two proportions.
///
/// Given how many rows each of two groups has, and how many hits both together, the hits of the
/// first are hypergeometric if both have the same proportion. Takes time in the number of hits of
/// the first group.
///
/// Source: Fisher, The Logic of Inductive Inference, 1935.
public final class ExactTest {
    /// Counts that differ by rounding alone in their probability are equally likely.
    private static final double EQUAL = 1 + 1e-7;

    /// Below this share of the sum further terms do not change a double.
    private static final double NEGLIGIBLE = 1e-17;

    private ExactTest() {}

    /// The one-sided p-value: how likely at least so many hits of the first group are if its
    /// proportion is not greater.
    public static double greater(int hits, int rows, int otherHits, int otherRows) {
        if (hits == 0) {
            return 1;
        }
        HypergeometricDistribution distribution = distribution(hits, rows, otherHits, otherRows);
        double probability = distribution.probability(hits);
        double sum = 0;
        double allHits = (double) hits + otherHits;
        // Each probability from the one before; beyond the mean they fall fast.
        for (int count = hits; probability > sum * NEGLIGIBLE; count++) {
            sum += probability;
            probability *=
                    (allHits - count)
                            * (rows - count)
                            / ((count + 1.0) * (otherRows - allHits + count + 1));
        }
        return Math.min(1, sum);
    }

    /// The two-sided p-value: how likely hits are that are at most as likely as these.
    public static double twoSided(int hits, int rows, int otherHits, int otherRows) {
        HypergeometricDistribution distribution = distribution(hits, rows, otherHits, otherRows);
        double limit = distribution.probability(hits) * EQUAL;
        double sum = 0;
        int most = distribution.getSupportUpperBound();
        for (int count = distribution.getSupportLowerBound(); count <= most; count++) {
            double probability = distribution.probability(count);
            sum += probability <= limit ? probability : 0;
        }
        return Math.min(1, sum);
    }

    private static HypergeometricDistribution distribution(
            int hits, int rows, int otherHits, int otherRows) {
        if (hits < 0 || otherHits < 0 || hits > rows || otherHits > otherRows) {
            throw new IllegalArgumentException(
                    "hits: %d of %d, %d of %d (expected: from 0 to the rows)"
                            .formatted(hits, rows, otherHits, otherRows));
        }
        return new HypergeometricDistribution(
                Math.addExact(rows, otherRows), hits + otherHits, rows);
    }
}
