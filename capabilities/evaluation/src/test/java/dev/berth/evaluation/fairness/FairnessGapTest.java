package dev.berth.evaluation.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Gaps between groups: `fairlearn.csv` has what Fairlearn (commit ebf8fa75, after 0.14; MIT) gave.
/// Fields are empty where Fairlearn gives 0 for a rate over no row, or 0 for the gap of one group.
/// No weighted group has one row, which Fairlearn leaves out of gaps.
final class FairnessGapTest {
    @Test
    void gaps_ofRecordedDecisions_areThoseOfFairlearn() {
        List<RecordedCase> cases = RecordedCases.of(FairnessGapTest.class, "fairlearn.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
        int compared = 0;
        for (RecordedCase each : cases) {
            List<DecisionCounts> groups = groups(each);
            assertThat(groups.stream().mapToDouble(g -> g.rate(GroupRate.SELECTION_RATE)).toArray())
                    .as("%s", each)
                    .containsExactly(each.numbers("selection_rates"), within(1e-12));
            for (FairnessGap gap : FairnessGap.values()) {
                String field = gap.name().toLowerCase(Locale.ROOT);
                if (each.has(field)) {
                    compared++;
                    assertThat(gap.between(groups))
                            .as("%s of %s", gap, each)
                            .isEqualTo(each.number(field), within(1e-12));
                }
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    private static List<DecisionCounts> groups(RecordedCase recorded) {
        boolean[] labels = recorded.flags("label");
        boolean[] decisions = recorded.flags("decision");
        int[] names = recorded.integers("group");
        double[] weights = recorded.numbers("weight");
        List<DecisionCounts> groups = new ArrayList<>();
        for (int i = 0; i <= Arrays.stream(names).max().orElseThrow(); i++) {
            groups.add(DecisionCounts.NONE);
        }
        for (int row = 0; row < labels.length; row++) {
            double weight = weights.length == 0 ? 1 : weights[row];
            groups.set(
                    names[row], groups.get(names[row]).plus(decisions[row], labels[row], weight));
        }
        return groups;
    }

    @Test
    void gap_ofOneGroup_isUndefined() {
        List<DecisionCounts> groups = List.of(new DecisionCounts(1, 2, 3, 4));
        for (FairnessGap gap : FairnessGap.values()) {
            assertThat(gap.between(groups)).as("%s", gap).isNaN();
        }
        assertThat(FairnessGap.DEMOGRAPHIC_PARITY_DIFFERENCE.between(List.of())).isNaN();
    }

    @Test
    void group_withoutQualifiedRows_doesNotCountForOpportunity() {
        List<DecisionCounts> groups =
                List.of(
                        new DecisionCounts(5, 0, 5, 1),
                        new DecisionCounts(8, 0, 2, 1),
                        new DecisionCounts(0, 3, 0, 7));
        assertThat(FairnessGap.EQUAL_OPPORTUNITY_DIFFERENCE.between(groups))
                .isEqualTo(0.3, within(1e-15));
        assertThat(FairnessGap.EQUALISED_ODDS_DIFFERENCE.between(groups))
                .isEqualTo(0.3, within(1e-15));
        assertThat(FairnessGap.EQUAL_OPPORTUNITY_RATIO.between(groups))
                .isEqualTo(0.625, within(1e-15));
    }

    @Test
    void group_thatIsEmpty_changesNoGap() {
        List<DecisionCounts> groups =
                List.of(new DecisionCounts(5, 1, 5, 1), new DecisionCounts(8, 1, 2, 3));
        List<DecisionCounts> more =
                List.of(groups.getFirst(), DecisionCounts.NONE, groups.getLast());
        for (FairnessGap gap : FairnessGap.values()) {
            assertThat(gap.between(more)).as("%s", gap).isEqualTo(gap.between(groups));
        }
    }

    @Test
    void rates_ofOneGroup_referToTheirRows() {
        DecisionCounts counts = new DecisionCounts(6, 2, 4, 8);
        assertThat(counts.rate(GroupRate.SELECTION_RATE)).isEqualTo(0.4);
        assertThat(counts.rate(GroupRate.TRUE_POSITIVE_RATE)).isEqualTo(0.6);
        assertThat(counts.rate(GroupRate.FALSE_POSITIVE_RATE)).isEqualTo(0.2);
        assertThat(counts.rate(GroupRate.FALSE_NEGATIVE_RATE)).isEqualTo(0.4);
        assertThat(counts.rate(GroupRate.PRECISION)).isEqualTo(0.75);
        assertThat(counts.rate(GroupRate.NEGATIVE_PREDICTIVE_VALUE)).isEqualTo(8 / 12.0);
        assertThat(counts.rate(GroupRate.ERROR_RATE)).isEqualTo(0.3);
    }

    @Test
    void counts_thatAreNegativeOrNotNumbers_areRejected() {
        assertThatThrownBy(() -> new DecisionCounts(-1, 0, 0, 0)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new DecisionCounts(0, 0, 0, Double.NaN))
                .hasMessageContaining("NaN");
    }
}
