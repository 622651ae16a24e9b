package dev.berth.evaluation.fairness;

import dev.berth.evaluation.significance.ExactTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.special.Gamma;
import org.hipparchus.stat.inference.ChiSquareTest;

/// Test that a rate is the same in all groups.
///
/// The test is Pearson's chi-square test. Groups for which a count below [#EXPECTED_MIN] would be
/// expected are joined, the smallest first, until none or two groups are left; two that are still
/// too small are compared by Fisher's exact test. Groups in which the rate is undefined take no
/// part. Counts are numbers of rows: the test knows no weights.
public final class ParityTest {
    /// Below it the distribution of chi-square is too rough (Cochran, 1954).
    static final double EXPECTED_MIN = 5;

    private ParityTest() {}

    /// The p-value of the gap: how likely differences of its rates at least so large are if all
    /// groups have the same. A gap of two rates takes the smaller p-value twice (Bonferroni).
    ///
    /// @return between 0 and 1, or NaN with fewer than two groups
    public static double pValue(FairnessGap gap, List<DecisionCounts> groups) {
        double smallest = Double.NaN;
        for (GroupRate rate : gap.rates()) {
            double pValue = pValue(rate, groups);
            if (Double.isNaN(pValue)) {
                return Double.NaN;
            }
            smallest = Double.isNaN(smallest) ? pValue : Math.min(smallest, pValue);
        }
        return Math.min(1, smallest * gap.rates().size());
    }

    /// The p-value of one rate.
    ///
    /// @return between 0 and 1, or NaN with fewer than two groups
    static double pValue(GroupRate rate, List<DecisionCounts> groups) {
        List<Proportion> proportions = new ArrayList<>();
        for (DecisionCounts group : groups) {
            if (group.denominator(rate) > 0) {
                proportions.add(
                        new Proportion(
                                Math.round(group.numerator(rate)),
                                Math.round(group.denominator(rate))));
            }
        }
        if (proportions.size() < 2) {
            return Double.NaN;
        }
        Proportion all = proportions.stream().reduce(Proportion::plus).orElseThrow();
        if (all.hits == 0 || all.hits == all.rows) {
            return 1;
        }
        List<Proportion> joined = joined(proportions, all);
        return joined.size() == 2 && joined.getFirst().expectedMin(all) < EXPECTED_MIN
                ? exact(joined.getFirst(), joined.getLast())
                : chiSquare(joined);
    }

    private static double exact(Proportion one, Proportion other) {
        // The hypergeometric distribution counts in 32 bits.
        if (one.rows + other.rows > Integer.MAX_VALUE) {
            return chiSquare(List.of(one, other));
        }
        return ExactTest.twoSided(
                (int) one.hits, (int) one.rows, (int) other.hits, (int) other.rows);
    }

    private static List<Proportion> joined(List<Proportion> proportions, Proportion all) {
        List<Proportion> left = new ArrayList<>(proportions);
        left.sort(Comparator.comparingLong(Proportion::rows));
        while (left.size() > 2 && left.getFirst().expectedMin(all) < EXPECTED_MIN) {
            Proportion two = left.removeFirst().plus(left.removeFirst());
            left.add(two);
            left.sort(Comparator.comparingLong(Proportion::rows));
        }
        return left;
    }

    private static double chiSquare(List<Proportion> proportions) {
        long[][] table = new long[2][proportions.size()];
        for (int i = 0; i < proportions.size(); i++) {
            table[0][i] = proportions.get(i).hits;
            table[1][i] = proportions.get(i).rows - proportions.get(i).hits;
        }
        // From the upper tail, so that tiny p-values are not rounded to 0.
        double freedom = proportions.size() - 1;
        double statistic = new ChiSquareTest().chiSquare(table);
        return Gamma.regularizedGammaQ(freedom / 2, statistic / 2);
    }

    private record Proportion(long hits, long rows) {
        Proportion plus(Proportion other) {
            return new Proportion(hits + other.hits, rows + other.rows);
        }

        /// The smaller of the counts that would be expected with the proportion of all.
        double expectedMin(Proportion all) {
            return (double) rows * Math.min(all.hits, all.rows - all.hits) / all.rows;
        }
    }
}
