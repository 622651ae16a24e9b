package dev.berth.evaluation.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class UnitSampleTest {
    private static final PoissonBootstrap BOOTSTRAP = new PoissonBootstrap(2000, 1, 0.95);

    private static UnitSample sample(int limit, int units) {
        var sample = new UnitSample(limit, 1);
        var random = new Random(5);
        for (int unit = 0; unit < units; unit++) {
            sample.offer(unit, 1, new double[] {random.nextDouble()});
        }
        return sample;
    }

    private static MetricValue mean(UnitSample sample, double mean) {
        List<double[]> values = sample.values();
        Function<double[], double[]> statistic =
                weights -> {
                    double sum = 0;
                    double weight = 0;
                    for (int i = 0; i < weights.length; i++) {
                        sum += weights[i] * values.get(i)[0];
                        weight += weights[i];
                    }
                    return new double[] {sum / weight};
                };
        return sample.metrics(
                        List.of("mean"), new double[] {mean}, List.of(""), statistic, BOOTSTRAP)
                .getFirst();
    }

    @Test
    void interval_ofASample_isAboutThatOfAllUnits() {
        MetricValue all = mean(sample(20_000, 20_000), 0.5);
        MetricValue few = mean(sample(1000, 20_000), 0.5);

        // The standard error is 0.2887 / sqrt(20,000).
        assertThat(all.high() - all.low()).isCloseTo(3.92 * 0.00204, within(0.0006));
        assertThat(few.high() - few.low()).isCloseTo(all.high() - all.low(), within(0.0012));
    }

    @Test
    void sample_isTheSameInAnyOrder() {
        UnitSample forth = new UnitSample(50, 1);
        UnitSample back = new UnitSample(50, 1);
        for (int i = 0; i < 1000; i++) {
            forth.offer(i, 1, new double[] {i});
            back.offer(999 - i, 1, new double[] {999 - i});
        }
        assertThat(forth.values()).usingRecursiveComparison().isEqualTo(back.values());
        assertThat(forth.values()).hasSize(50);
    }

    @Test
    void sample_writtenAndRead_goesOnTheSame() {
        UnitSample whole = sample(30, 400);
        var random = new Random(5);
        var before = new UnitSample(30, 1);
        for (int unit = 0; unit < 150; unit++) {
            before.offer(unit, 1, new double[] {random.nextDouble()});
        }
        var out = new ByteWriter();
        before.write(out);
        var after = new UnitSample(30, 1);
        after.read(new ByteReader(out.toBytes()));
        for (int unit = 150; unit < 400; unit++) {
            after.offer(unit, 1, new double[] {random.nextDouble()});
        }
        assertThat(after.values()).usingRecursiveComparison().isEqualTo(whole.values());
        assertThat(mean(after, 0.5)).isEqualTo(mean(whole, 0.5));
    }
}
