package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class ExactSumTest {
    /// Its mantissa lies so between two chunks that it changes the upper one most.
    private static final double WIDE = -3.99;

    @Test
    void reals_manyOfOneSign_carry() {
        for (double value : new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, WIDE, 0.1, 1e-320}) {
            ExactSum sum = new ExactSum();
            for (int i = 0; i < 1_000_000; i++) {
                sum.add(value);
            }
            BigDecimal exact = new BigDecimal(value).multiply(BigDecimal.valueOf(1_000_000));
            assertThat(sum.value()).isEqualTo(exact.doubleValue());
        }
    }

    @Test
    void reals_manyMerged_carry() {
        ExactSum part = new ExactSum();
        for (int i = 0; i < 1999; i++) {
            part.add(WIDE);
        }
        ExactSum sum = new ExactSum();
        for (int i = 0; i < 30; i++) {
            sum.merge(part);
            ExactSum chained = new ExactSum();
            chained.merge(sum);
            sum = chained;
        }
        BigDecimal exact = new BigDecimal(WIDE).multiply(BigDecimal.valueOf(30 * 1999));
        assertThat(sum.value()).isEqualTo(exact.doubleValue());
    }
}
