package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.statistics.ValueStatistics.Numbers;
import org.junit.jupiter.api.Test;

final class NumericStatisticsBuilderTest {
    private static Numbers of(double... numbers) {
        var tally = new NumericStatisticsBuilder();
        for (double number : numbers) {
            tally.add(number);
        }
        return tally.statistics();
    }

    @Test
    void numbers_thatAreNone_areCountedByThemselves() {
        Numbers numbers =
                of(
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        -0.0,
                        4);
        assertThat(numbers.nanCount()).isEqualTo(1);
        assertThat(numbers.plusInfinityCount()).isEqualTo(1);
        assertThat(numbers.minusInfinityCount()).isEqualTo(2);
        assertThat(numbers.zeroCount()).isEqualTo(1);
        NumericSummary spread = numbers.spread().orElseThrow();
        assertThat(spread.mean()).isEqualTo(2);
        assertThat(spread.deviation()).isEqualTo(2);
    }

    @Test
    void deviation_ofNumbersFarFromZero_isExact() {
        NumericSummary spread = of(1e15 + 1, 1e15 + 2, 1e15 + 3).spread().orElseThrow();
        assertThat(spread.mean()).isEqualTo(1e15 + 2);
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(2 / 3.0), within(1e-15));
    }

    @Test
    void greatestNumbers_areNotOutOfRange() {
        double most = Double.MAX_VALUE;
        NumericSummary same = of(most, most, most).spread().orElseThrow();
        assertThat(same.mean()).isEqualTo(most);
        assertThat(same.deviation()).isZero();
        NumericSummary far = of(-most, most).spread().orElseThrow();
        assertThat(far.mean()).isZero();
        assertThat(far.deviation()).isEqualTo(most);
    }

    @Test
    void nothing_hasNoSpread() {
        assertThat(of(Double.NaN).spread()).isEmpty();
    }
}
