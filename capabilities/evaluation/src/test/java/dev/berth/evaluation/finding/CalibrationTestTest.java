package dev.berth.evaluation.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class CalibrationTestTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 200 * Integer.getInteger("berth.cases.factor", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    private CalibrationTest draw(int rows, DoubleUnaryOperator scoreOfProbability) {
        CalibrationTest test = new CalibrationTest();
        double skew = 0.5 + 3 * random.nextDouble();
        for (int row = 0; row < rows; row++) {
            double probability = Math.pow(random.nextDouble(), skew);
            test.add(
                    scoreOfProbability.applyAsDouble(probability),
                    random.nextDouble() < probability);
        }
        return test;
    }

    @Test
    void scores_thatAreRight_areSeldomRejected() {
        for (double level : new double[] {0.05, 0.01}) {
            int rejected = 0;
            for (int round = 0; round < ROUNDS; round++) {
                rejected += draw(100 + random.nextInt(5_000), p -> p).pValue() <= level ? 1 : 0;
            }
            // Three standard errors beyond the level, of which a part is for the approximation.
            double limit = level + 3 * Math.sqrt(level * (1 - level) / ROUNDS) + level / 4;
            assertThat((double) rejected / ROUNDS)
                    .as("level %s, seed %d", level, SEED)
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void scores_thatAreTooSure_areRejected() {
        for (int round = 0; round < 50; round++) {
            CalibrationTest test = draw(3_000, p -> p * p / (p * p + (1 - p) * (1 - p)));
            assertThat(test.pValue()).as("seed %d", SEED).isLessThan(1e-4);
            assertThat(test.error()).isGreaterThan(0.03);
        }
    }

    @Test
    void error_ofKnownScores_isTheMeanDifference() {
        CalibrationTest test = new CalibrationTest();
        for (int row = 0; row < 100; row++) {
            test.add(0.22, row < 32);
            test.add(0.81, row < 80);
        }
        assertThat(test.error()).isEqualTo((0.10 + 0.01) / 2, within(1e-12));
        // 100 (0.1)^2 / (0.22 0.78) + 100 (0.01)^2 / (0.81 0.19), and
        // scipy.stats.chi2.sf(that, 2) of SciPy 1.15.3
        assertThat(test.pValue()).isEqualTo(0.052536792635560804, within(1e-9));
    }

    @Test
    void rows_thatAreTooFew_haveNoPValue() {
        CalibrationTest test = draw(5, p -> p);
        assertThat(test.pValue()).isNaN();
        assertThat(new CalibrationTest().error()).isNaN();
    }
}
