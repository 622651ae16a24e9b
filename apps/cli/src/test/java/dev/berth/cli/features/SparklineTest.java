package dev.berth.cli.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.statistics.Histogram;
import dev.berth.statistics.Histogram.Bin;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SparklineTest {
    @Test
    void bars_ofEvenNumbers_areEven() {
        assertThat(Sparkline.of(new Histogram(List.of(new Bin(0, 16, 160))), 0, 16))
                .isEqualTo("████████████████");
    }

    @Test
    void numbers_thatAreAlone_standWhereTheyAre() {
        var histogram =
                new Histogram(List.of(new Bin(0, 0, 80), new Bin(8, 8, 1), new Bin(16, 16, 40)));
        assertThat(Sparkline.of(histogram, 0, 16)).isEqualTo("█       ▁      ▄");
    }

    @Test
    void numbers_outsideOfTheRanges_countAtTheEnds() {
        var histogram =
                new Histogram(
                        List.of(
                                new Bin(-1e9, -1e9, 10),
                                new Bin(0, 16, 16),
                                new Bin(1e9, 1e9, 10)));
        assertThat(Sparkline.of(histogram, 0, 16)).isEqualTo("█▁▁▁▁▁▁▁▁▁▁▁▁▁▁█");
    }

    @Test
    void numbers_thatAreAllTheSame_areOneBar() {
        assertThat(Sparkline.of(new Histogram(List.of(new Bin(3, 3, 5))), 3, 3))
                .isEqualTo("        █       ");
    }

    @Test
    void greatestNumbers_areNotOutOfRange() {
        double most = Double.MAX_VALUE;
        assertThat(Sparkline.of(new Histogram(List.of(new Bin(-most, most, 5))), -most, most))
                .isEqualTo("████████████████");
    }
}
