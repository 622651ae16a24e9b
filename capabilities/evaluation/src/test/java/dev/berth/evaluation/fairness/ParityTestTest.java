package dev.berth.evaluation.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ParityTestTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 1_000 * Integer.getInteger("berth.cases.factor", 1);

    /// Without a true difference at most the level of all tests is significant. Groups are of very
    /// different sizes, down to a few rows.
    @Test
    void parity_withNothingPlanted_isSeldomRejected() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (double level : new double[] {0.05, 0.01}) {
            int rejected = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<DecisionCounts> groups = new ArrayList<>();
                int size = 2 + random.nextInt(4);
                for (int group = 0; group < size; group++) {
                    groups.add(draw(random, 3 + random.nextInt(400), 0.3));
                }
                double pValue = ParityTest.pValue(FairnessGap.EQUALISED_ODDS_DIFFERENCE, groups);
                rejected += pValue <= level ? 1 : 0;
            }
            // Three standard errors beyond the level.
            assertThat(rejected / (double) ROUNDS)
                    .as("level %s, seed %d", level, SEED)
                    .isLessThan(level + 3 * Math.sqrt(level * (1 - level) / ROUNDS));
        }
    }

    @Test
    void parity_withAnUnfairThreshold_isRejected() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 50; round++) {
            List<DecisionCounts> groups =
                    List.of(draw(random, 1_000, 0.3), draw(random, 1_000, 0.45));
            assertThat(ParityTest.pValue(FairnessGap.DEMOGRAPHIC_PARITY_DIFFERENCE, groups))
                    .as("seed %d", SEED)
                    .isLessThan(1e-4);
        }
    }

    private static DecisionCounts draw(SplittableRandom random, int rows, double selected) {
        DecisionCounts counts = DecisionCounts.NONE;
        for (int row = 0; row < rows; row++) {
            counts = counts.plus(random.nextDouble() < selected, random.nextBoolean(), 1);
        }
        return counts;
    }

    /// Expected by `scipy.stats.fisher_exact([[3, 2], [1, 8]])` of SciPy 1.15.3.
    @Test
    void parity_ofTwoSmallGroups_isExact() {
        List<DecisionCounts> groups =
                List.of(new DecisionCounts(3, 0, 2, 0), new DecisionCounts(1, 0, 8, 0));
        assertThat(ParityTest.pValue(FairnessGap.EQUAL_OPPORTUNITY_DIFFERENCE, groups))
                .isEqualTo(0.09490509490509491, within(1e-9));
    }

    @Test
    void parity_withFewerThanTwoGroups_isUndefined() {
        List<DecisionCounts> groups =
                List.of(new DecisionCounts(3, 0, 2, 0), new DecisionCounts(0, 3, 0, 2));
        assertThat(ParityTest.pValue(FairnessGap.EQUAL_OPPORTUNITY_DIFFERENCE, groups)).isNaN();
    }

    @Test
    void parity_whereAllAreGranted_isCertain() {
        List<DecisionCounts> groups =
                List.of(new DecisionCounts(30, 1, 0, 0), new DecisionCounts(7, 3, 0, 0));
        assertThat(ParityTest.pValue(FairnessGap.DEMOGRAPHIC_PARITY_RATIO, groups)).isOne();
    }
}
