package dev.berth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private static final double ERROR_MAX = 0.001;

    @Test
    void percentiles_ofManyDurations_agreeWithTheSortedOnes() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var durations = new long[20_000];
        var histogram = new LatencyHistogram();
        for (int i = 0; i < durations.length; i++) {
            // From nanoseconds to minutes, logarithmically.
            durations[i] = (long) Math.exp(random.nextDouble() * 26);
            histogram.record(durations[i]);
        }
        Arrays.sort(durations);
        for (double percent : new double[] {0, 1, 25, 50, 90, 99, 99.9, 99.99, 100}) {
            int rank = (int) Math.max(1, Math.ceil(percent / 100 * durations.length));
            long exact = durations[rank - 1];
            assertThat(histogram.percentileNanos(percent))
                    .as("p%s, seed %s", percent, seed)
                    .isBetween(exact, (long) Math.ceil(exact * (1 + ERROR_MAX)));
        }
        assertThat(histogram.maxNanos()).isEqualTo(durations[durations.length - 1]);
        assertThat(histogram.minNanos()).isEqualTo(durations[0]);
        assertThat(histogram.meanNanos())
                .isEqualTo((double) Arrays.stream(durations).sum() / durations.length);
    }

    @Test
    void sum_ofTwo_isAsIfRecordedInOne() {
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        one.record(10);
        other.record(1_000_000);
        one.add(other);

        assertThat(one.count()).isEqualTo(2);
        assertThat(one.minNanos()).isEqualTo(10);
        assertThat(one.maxNanos()).isEqualTo(1_000_000);
        assertThat(one.percentileNanos(50)).isEqualTo(10);
    }

    @Test
    void histogram_empty_answersZero() {
        var histogram = new LatencyHistogram();

        assertThat(histogram.percentileNanos(99)).isZero();
        assertThat(histogram.minNanos()).isZero();
        assertThat(histogram.meanNanos()).isZero();
    }

    @Test
    void duration_beyondTheRange_countsAsTheGreatest() {
        var histogram = new LatencyHistogram();
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);

        assertThat(histogram.maxNanos()).isEqualTo((1L << 42) - 1);
        assertThat(histogram.minNanos()).isZero();
    }
}
