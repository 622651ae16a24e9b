package dev.berth.evaluation.fairness;

import java.util.List;
import java.util.Locale;

/// Measure of how much the decisions on several groups differ.
///
/// A difference is the largest rate of a group less the smallest, from 0, equal, to 1; a ratio is
/// the smallest by the largest, from 0 to 1, equal. Groups whose rate is undefined do not count;
/// with fewer than two others a gap is NaN, as is a ratio where all rates are 0.
///
/// The largest difference of several groups grows by chance alone: without any true difference it
/// is above 0, the more so the more and the smaller the groups. Its interval from resamples shares
/// this; [ParityTest] says whether a difference is more than chance.
///
/// Source: Hardt, Price and Srebro, Equality of Opportunity in Supervised Learning, NIPS 2016
/// (equalised odds, equal opportunity); Chouldechova, Fair prediction with disparate impact, 2017
/// (predictive parity); definitions over several groups as in Fairlearn.
public enum FairnessGap {
    /// Difference of selection rates.
    DEMOGRAPHIC_PARITY_DIFFERENCE(GroupRate.SELECTION_RATE),
    /// Ratio of selection rates; below 0.8 it is often held to be adverse impact.
    DEMOGRAPHIC_PARITY_RATIO(GroupRate.SELECTION_RATE),
    /// Difference of true positive rates.
    EQUAL_OPPORTUNITY_DIFFERENCE(GroupRate.TRUE_POSITIVE_RATE),
    /// Ratio of true positive rates.
    EQUAL_OPPORTUNITY_RATIO(GroupRate.TRUE_POSITIVE_RATE),
    /// Difference of false positive rates.
    FALSE_POSITIVE_RATE_DIFFERENCE(GroupRate.FALSE_POSITIVE_RATE),
    /// Ratio of false positive rates.
    FALSE_POSITIVE_RATE_RATIO(GroupRate.FALSE_POSITIVE_RATE),
    /// The greater of the differences of true and false positive rates.
    EQUALISED_ODDS_DIFFERENCE(GroupRate.TRUE_POSITIVE_RATE, GroupRate.FALSE_POSITIVE_RATE),
    /// The smaller of the ratios of true and false positive rates.
    EQUALISED_ODDS_RATIO(GroupRate.TRUE_POSITIVE_RATE, GroupRate.FALSE_POSITIVE_RATE),
    /// Difference of precisions.
    PREDICTIVE_PARITY_DIFFERENCE(GroupRate.PRECISION),
    /// Difference of error rates.
    ERROR_RATE_DIFFERENCE(GroupRate.ERROR_RATE);

    private final GroupRate first;
    private final GroupRate second;

    FairnessGap(GroupRate rate) {
        this(rate, rate);
    }

    FairnessGap(GroupRate first, GroupRate second) {
        this.first = first;
        this.second = second;
    }

    /// Rates that the gap compares, one or two.
    public List<GroupRate> rates() {
        return first == second ? List.of(first) : List.of(first, second);
    }

    /// The name in reports: `demographic-parity-difference`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean isRatio() {
        return switch (this) {
            case DEMOGRAPHIC_PARITY_RATIO,
                    EQUAL_OPPORTUNITY_RATIO,
                    FALSE_POSITIVE_RATE_RATIO,
                    EQUALISED_ODDS_RATIO ->
                    true;
            case DEMOGRAPHIC_PARITY_DIFFERENCE,
                    EQUAL_OPPORTUNITY_DIFFERENCE,
                    FALSE_POSITIVE_RATE_DIFFERENCE,
                    EQUALISED_ODDS_DIFFERENCE,
                    PREDICTIVE_PARITY_DIFFERENCE,
                    ERROR_RATE_DIFFERENCE ->
                    false;
        };
    }

    /// The gap between groups.
    ///
    /// @return between 0 and 1, or NaN
    public double between(List<DecisionCounts> groups) {
        boolean ratio = isRatio();
        double gap = Double.NaN;
        for (GroupRate rate : rates()) {
            double one = between(groups, rate, ratio);
            if (Double.isNaN(one)) {
                return Double.NaN;
            }
            gap = Double.isNaN(gap) ? one : ratio ? Math.min(gap, one) : Math.max(gap, one);
        }
        return gap;
    }

    private static double between(List<DecisionCounts> groups, GroupRate rate, boolean ratio) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        int defined = 0;
        for (DecisionCounts group : groups) {
            double value = group.rate(rate);
            if (!Double.isNaN(value)) {
                defined++;
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
        }
        if (defined < 2) {
            return Double.NaN;
        }
        return ratio ? smallest / largest : largest - smallest;
    }
}
