package dev.berth.evaluation.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PoissonBootstrapTest {
    private static final PoissonBootstrap BOOTSTRAP = new PoissonBootstrap(1000, 1, 0.95);

    @Test
    void table_hasTheMomentsOfAPoissonVariable() {
        double[] draws = new double[256];
        for (int i = 0; i < 256; i++) {
            draws[i] = PoissonTable.draw(i);
        }
        assertThat(Arrays.stream(draws).sum()).isEqualTo(256);
        assertThat(Arrays.stream(draws).map(x -> x * x).sum()).isEqualTo(2 * 256);
        assertThat(Arrays.stream(draws).map(x -> x * x * x).sum() / 256).isCloseTo(5, within(0.02));
    }

    @Test
    void unitWeights_areAFunctionOfSeedAndUnit() {
        var first = new byte[1000];
        var again = new byte[1000];
        var other = new byte[1000];
        var seeded = new byte[1000];
        BOOTSTRAP.unitWeights(17, first);
        new PoissonBootstrap(1000, 1, 0.95).unitWeights(17, again);
        BOOTSTRAP.unitWeights(18, other);
        new PoissonBootstrap(1000, 2, 0.95).unitWeights(17, seeded);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(seeded).isNotEqualTo(first);
    }

    @Test
    void unitWeights_ofFewerResamples_areTheFirst() {
        var all = new byte[1000];
        var few = new byte[13];
        BOOTSTRAP.unitWeights(5, all);
        new PoissonBootstrap(13, 1, 0.95).unitWeights(5, few);

        assertThat(few).isEqualTo(Arrays.copyOf(all, 13));
    }

    @Test
    void unitWeights_ofManyUnits_haveMeanAndVarianceOne() {
        double sum = 0;
        double squares = 0;
        int count = 2000;
        var weights = new byte[1000];
        for (int unit = 0; unit < count; unit++) {
            BOOTSTRAP.unitWeights(unit, weights);
            for (byte weight : weights) {
                sum += weight;
                squares += weight * weight;
            }
        }
        double mean = sum / (count * 1000.0);
        assertThat(mean).isCloseTo(1, within(0.005));
        assertThat(squares / (count * 1000.0) - mean * mean).isCloseTo(1, within(0.01));
    }

    @Test
    void unitWeights_ofTwoUnitsOrResamples_areUncorrelated() {
        double products = 0;
        var one = new byte[1000];
        var other = new byte[1000];
        for (int unit = 0; unit < 1000; unit++) {
            BOOTSTRAP.unitWeights(unit, one);
            BOOTSTRAP.unitWeights(unit + 1, other);
            for (int i = 0; i < 999; i++) {
                products += (one[i] - 1) * (other[i] - 1) + (one[i] - 1) * (one[i + 1] - 1);
            }
        }
        assertThat(products / (2 * 999_000.0)).isCloseTo(0, within(0.005));
    }

    @Test
    void cells_haveThePoissonMeanAndVariance() {
        double[] counts = {0, 1, 10, 1000, 1e6, 1e12};
        CellDraws draws = BOOTSTRAP.drawCells(3, counts, counts);
        var sums = new double[counts.length];
        var squares = new double[counts.length];
        var drawn = new double[counts.length];
        for (int i = 0; i < 1000; i++) {
            draws.read(i, drawn);
            for (int cell = 0; cell < counts.length; cell++) {
                sums[cell] += drawn[cell];
                squares[cell] += Math.pow(drawn[cell] - counts[cell], 2);
            }
        }
        assertThat(sums[0]).isZero();
        for (int cell = 1; cell < counts.length - 1; cell++) {
            double deviation = Math.sqrt(counts[cell]);
            assertThat(sums[cell] / 1000)
                    .isCloseTo(counts[cell], within(5 * deviation / Math.sqrt(1000)));
            assertThat(squares[cell] / 1000 / counts[cell]).isCloseTo(1, within(0.25));
        }
        assertThat(sums[5] / 1000).isCloseTo(1e12, within(1.0));
    }

    @Test
    void cells_withWeights_haveTheirMeanAndVariance() {
        // Ten units of weight 0.5 and five of weight 4.
        double[] weight = {25};
        double[] square = {10 * 0.25 + 5 * 16};
        var bootstrap = new PoissonBootstrap(10_000, 1, 0.95);
        CellDraws draws = bootstrap.drawCells(0, weight, square);
        double sum = 0;
        double squares = 0;
        var drawn = new double[1];
        for (int i = 0; i < 10_000; i++) {
            draws.read(i, drawn);
            sum += drawn[0];
            squares += (drawn[0] - 25) * (drawn[0] - 25);
        }
        assertThat(sum / 10_000).isCloseTo(25, within(0.4));
        assertThat(squares / 10_000).isCloseTo(82.5, within(4.0));
    }

    @Test
    void interval_isThatOfThePercentilesOfWhatIsDefined() {
        double[] values = new double[1000];
        Arrays.fill(values, Double.NaN);
        for (int i = 0; i <= 100; i++) {
            values[999 - 3 * i] = i;
        }
        MetricValue metric = BOOTSTRAP.metric("m", 50, values);

        assertThat(metric.low()).isCloseTo(2.5, within(1e-12));
        assertThat(metric.high()).isCloseTo(97.5, within(1e-12));
        assertThat(BOOTSTRAP.metric("m", 50, new double[] {Double.NaN}).hasInterval()).isFalse();
    }
}
