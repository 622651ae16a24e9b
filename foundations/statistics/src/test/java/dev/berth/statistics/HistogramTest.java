package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.statistics.Histogram.Bin;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistogramTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private final Random random = new Random(SEED);

    /// What holds of every histogram: bins follow each other, each has what it says, and those that
    /// have more than twice their share have one number alone.
    static void check(double[] sorted, Histogram histogram) {
        List<Bin> bins = histogram.bins();
        assertThat(bins.size()).isLessThanOrEqualTo(Histogram.BIN_COUNT_MAX);
        assertThat(bins.stream().mapToLong(Bin::count).sum()).isEqualTo(sorted.length);
        for (int i = 0; i < bins.size(); i++) {
            Bin bin = bins.get(i);
            assertThat(i == 0 || bins.get(i - 1).upper() < bin.lower()).isTrue();
            assertThat(
                            Arrays.stream(sorted)
                                    .filter(each -> each >= bin.lower() && each <= bin.upper())
                                    .count())
                    .isEqualTo(bin.count());
            if (bin.count() > 2L * sorted.length / Histogram.BIN_COUNT_MAX + 2) {
                assertThat(bin.lower()).isEqualTo(bin.upper());
            }
        }
        long different = Arrays.stream(sorted).distinct().count();
        if (different <= Histogram.BIN_COUNT_MAX) {
            assertThat(bins).hasSize((int) different);
        }
    }

    @Test
    void bins_ofRandomNumbers_haveTheirShare() {
        for (int i = 0; i < 300; i++) {
            double[] numbers = new double[random.nextInt(3_000)];
            int kind = random.nextInt(4);
            for (int j = 0; j < numbers.length; j++) {
                numbers[j] =
                        switch (kind) {
                            case 0 -> random.nextGaussian();
                            case 1 -> random.nextInt(3) == 0 ? random.nextDouble() : 0;
                            case 2 -> random.nextInt(1 + random.nextInt(200));
                            default -> Math.exp(10 * random.nextGaussian());
                        };
            }
            Arrays.sort(numbers);
            check(numbers, Histogram.of(numbers));
        }
    }

    @Test
    void numbers_thatAllDiffer_areDividedEvenly() {
        double[] numbers = new double[1_000];
        Arrays.setAll(numbers, i -> i);
        assertThat(Histogram.of(numbers).bins())
                .hasSize(Histogram.BIN_COUNT_MAX)
                .allSatisfy(bin -> assertThat(bin.count()).isEqualTo(20));
    }
}
