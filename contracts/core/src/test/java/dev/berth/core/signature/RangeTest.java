package dev.berth.core.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    private static final Range OPEN = new Range(OptionalDouble.empty(), OptionalDouble.empty());

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, -0.0})
    void contains_valueInside_isTrue(double value) {
        assertThat(Range.between(0, 1).contains(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-Double.MIN_VALUE, 1.0000000000000002, Double.NaN})
    void contains_valueOutside_isFalse(double value) {
        assertThat(Range.between(0, 1).contains(value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY})
    void contains_openRange_isTrue(double value) {
        assertThat(OPEN.contains(value)).isTrue();
    }

    @Test
    void contains_nanInAnOpenRange_isFalse() {
        assertThat(OPEN.contains(Double.NaN)).isFalse();
    }

    @Test
    void between_sameEnds_isAllowed() {
        assertThat(Range.between(1, 1).contains(1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "NaN, 0", "0, NaN"})
    void between_endsOutOfOrder_throws(double min, double max) {
        assertThatThrownBy(() -> Range.between(min, max))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: min <= max");
    }

    @Test
    void new_nanAsTheOnlyEnd_throws() {
        assertThatThrownBy(() -> new Range(OptionalDouble.of(Double.NaN), OptionalDouble.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toString_wholeNumbers_leavesTheFractionOut() {
        assertThat(Range.between(0, 120)).hasToString("0 to 120");
    }

    @Test
    void toString_fractions_keepsThem() {
        assertThat(Range.between(-0.5, 0.5)).hasToString("-0.5 to 0.5");
    }

    @Test
    void toString_openEnds_writesInfinity() {
        assertThat(OPEN).hasToString("-∞ to ∞");
    }
}
