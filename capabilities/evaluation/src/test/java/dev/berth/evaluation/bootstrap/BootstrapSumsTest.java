package dev.berth.evaluation.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.MeanMetric;
import dev.berth.evaluation.task.ResampledSums;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapSumsTest {
    private static final int RESAMPLES = 2000;
    private static final PoissonBootstrap BOOTSTRAP = new PoissonBootstrap(RESAMPLES, 1, 0.95);
    private static final long SEED = Long.getLong("berth.seed", 20261125);

    private static BootstrapSums sums(long drawnMax) {
        return new BootstrapSums(2, RESAMPLES, drawnMax);
    }

    /// Adds units with skewed terms that depend on each other, and weights.
    private static void fill(BootstrapSums sums, int from, int to) {
        var draws = new byte[RESAMPLES];
        var weights = new double[RESAMPLES];
        for (int unit = from; unit < to; unit++) {
            var random = new Random(SEED + unit);
            double first = -Math.log(1 - random.nextDouble());
            double second = 1e6 + first * random.nextDouble();
            BOOTSTRAP.unitWeights(unit, draws);
            for (int i = 0; i < RESAMPLES; i++) {
                weights[i] = draws[i];
            }
            sums.add(new double[] {first, second}, 0.5 + random.nextDouble(), weights);
        }
    }

    @Test
    void drawnUnits_areThePlainPoissonBootstrap() {
        BootstrapSums sums = sums(Long.MAX_VALUE);
        fill(sums, 0, 50);
        ResampledSums finished = sums.finish(BOOTSTRAP, 0);

        double weight = 0;
        double sum = 0;
        var draws = new byte[RESAMPLES];
        for (int unit = 0; unit < 50; unit++) {
            var random = new Random(SEED + unit);
            double first = -Math.log(1 - random.nextDouble());
            random.nextDouble();
            double unitWeight = 0.5 + random.nextDouble();
            BOOTSTRAP.unitWeights(unit, draws);
            weight += draws[77] * unitWeight;
            sum += draws[77] * unitWeight * first;
        }
        assertThat(finished.weight(77)).isCloseTo(weight, within(1e-9));
        assertThat(finished.sum(0, 77)).isCloseTo(sum, within(1e-9));
        assertThat(finished.units()).isEqualTo(50);
    }

    @Test
    void interval_withTheRestFromItsMoments_isThatOfTheFullBootstrap() {
        BootstrapSums full = sums(Long.MAX_VALUE);
        BootstrapSums quick = sums(4000);
        fill(full, 0, 30_000);
        fill(quick, 0, 30_000);

        for (int term = 0; term < 2; term++) {
            MetricValue expected = MeanMetric.of("m", term, full.finish(BOOTSTRAP, 0), BOOTSTRAP);
            MetricValue found = MeanMetric.of("m", term, quick.finish(BOOTSTRAP, 0), BOOTSTRAP);
            double width = expected.high() - expected.low();
            assertThat(found.value()).isEqualTo(expected.value());
            // Both have the error of 2,000 resamples, some 3 % of the width at either end.
            assertThat(found.low()).isCloseTo(expected.low(), within(0.08 * width));
            assertThat(found.high()).isCloseTo(expected.high(), within(0.08 * width));
        }
    }

    @Test
    void interval_ofAMean_coversItAsOftenAsItSays() {
        int covered = 0;
        int runs = 400;
        for (int run = 0; run < runs; run++) {
            var bootstrap = new PoissonBootstrap(400, run, 0.9);
            var sums = new BootstrapSums(1, 400, 100);
            var random = new Random(SEED + run);
            var draws = new byte[400];
            var weights = new double[400];
            for (int unit = 0; unit < 300; unit++) {
                bootstrap.unitWeights(unit, draws);
                for (int i = 0; i < 400; i++) {
                    weights[i] = draws[i];
                }
                sums.add(new double[] {-Math.log(1 - random.nextDouble())}, 1, weights);
            }
            MetricValue mean = MeanMetric.of("mean", 0, sums.finish(bootstrap, 0), bootstrap);
            covered += mean.low() <= 1 && 1 <= mean.high() ? 1 : 0;
        }
        // Of a skewed variable a little less than 90 %.
        assertThat(covered / (double) runs).as("seed %d", SEED).isBetween(0.84, 0.94);
    }

    @Test
    void sums_writtenAndRead_goOnTheSame() {
        BootstrapSums whole = sums(100);
        fill(whole, 0, 300);
        for (int cut : new int[] {0, 50, 100, 250}) {
            BootstrapSums before = sums(100);
            fill(before, 0, cut);
            var out = new ByteWriter();
            before.write(out);
            BootstrapSums after = sums(100);
            var in = new ByteReader(out.toBytes());
            after.read(in);
            assertThat(in.hasMore()).isFalse();
            fill(after, cut, 300);

            ResampledSums expected = whole.finish(BOOTSTRAP, 0);
            ResampledSums found = after.finish(BOOTSTRAP, 0);
            assertThat(found.sum(0)).isEqualTo(expected.sum(0));
            assertThat(found.sum(1, 99)).isEqualTo(expected.sum(1, 99));
            assertThat(found.weight(3)).isEqualTo(expected.weight(3));
        }
    }

    @Test
    void sums_ofManyTerms_loseNothingToRounding() {
        var sums = new BootstrapSums(1, 0, 0);
        for (int i = 0; i < 1_000_000; i++) {
            sums.add(new double[] {0.1}, 1, new double[0]);
        }
        assertThat(sums.finish(BOOTSTRAP, 0).sum(0)).isCloseTo(100_000, within(1e-10));
    }
}
