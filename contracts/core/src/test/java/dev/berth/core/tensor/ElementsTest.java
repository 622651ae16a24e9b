package dev.berth.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.SeededRandom;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementsTest {
    private final ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

    private double through(ElementType type, double value) {
        Elements.putDouble(type, data, 1, value);
        return Elements.asDouble(type, data, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void sixteenBitFloat_everyPattern_survivesTheRoundTrip(ElementType type) {
        for (int bits = 0; bits < 1 << 16; bits++) {
            data.putShort(2, (short) bits);
            double value = Elements.asDouble(type, data, 1);
            Elements.putDouble(type, data, 1, value);
            if (Double.isNaN(value)) {
                assertThat(Elements.asDouble(type, data, 1)).isNaN();
            } else {
                assertThat(Short.toUnsignedInt(data.getShort(2))).isEqualTo(bits);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void sixteenBitFloat_pointsAroundEveryTie_roundToNearestEven(ElementType type) {
        int infinity = type == ElementType.FLOAT16 ? 0x7c00 : 0x7f80;
        for (int bits = 0; bits < infinity; bits++) {
            double tie = tieAbove(type, bits, infinity);
            int even = bits + (bits & 1);
            assertThat(bitsOf(type, tie)).as("tie above %x", bits).isEqualTo(even);
            assertThat(bitsOf(type, Math.nextDown(tie))).as("below it").isEqualTo(bits);
            assertThat(bitsOf(type, Math.nextUp(tie))).as("above it").isEqualTo(bits + 1);
            assertThat(bitsOf(type, -tie)).as("negative").isEqualTo(even | 0x8000);
        }
    }

    /// Halfway between a number and the next; the last number's next is where the exponent would
    /// continue.
    private double tieAbove(ElementType type, int bits, int infinity) {
        double value = valueOf(type, bits);
        double next =
                bits + 1 < infinity
                        ? valueOf(type, bits + 1)
                        : value + (value - valueOf(type, bits - 1));
        return (value + next) / 2;
    }

    private double valueOf(ElementType type, int bits) {
        data.putShort(0, (short) bits);
        return Elements.asDouble(type, data, 0);
    }

    private int bitsOf(ElementType type, double value) {
        Elements.putDouble(type, data, 0, value);
        return Short.toUnsignedInt(data.getShort(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void sixteenBitFloat_randomDoubles_agreesWithSearch(ElementType type) {
        SeededRandom.check(
                random -> {
                    for (int round = 0; round < 100_000; round++) {
                        double value = positive(type, random);
                        assertThat(bitsOf(type, value))
                                .as("%s %s", type, value)
                                .isEqualTo(nearest(type, value));
                    }
                });
    }

    private static double positive(ElementType type, RandomGenerator random) {
        int exponent =
                type == ElementType.FLOAT16 ? random.nextInt(-26, 15) : random.nextInt(-135, 127);
        return Math.scalb(1 + random.nextDouble(), exponent);
    }

    /// Oracle: the pattern of the nearest finite value, found by bisection over all of them.
    private int nearest(ElementType type, double value) {
        int low = 0;
        int high = type == ElementType.FLOAT16 ? 0x7bff : 0x7f7f;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (valueOf(type, middle) <= value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        var exact = new BigDecimal(value);
        int order =
                exact.subtract(new BigDecimal(valueOf(type, low)))
                        .compareTo(new BigDecimal(valueOf(type, high)).subtract(exact));
        if (order == 0) {
            return low % 2 == 0 ? low : high;
        }
        return order < 0 ? low : high;
    }

    @Test
    void floatToBfloat16_randomFloats_agreesWithTheDoublePath() {
        SeededRandom.check(
                random -> {
                    for (int round = 0; round < 100_000; round++) {
                        float value = Float.intBitsToFloat(random.nextInt());
                        if (!Float.isNaN(value)) {
                            assertThat(Short.toUnsignedInt(Elements.floatToBfloat16(value)))
                                    .isEqualTo(bitsOf(ElementType.BFLOAT16, value));
                        }
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7f800001, 0xff800001, 0x7fffffff, 0x7fc00000})
    void floatToBfloat16_everyKindOfNan_staysNan(int bits) {
        float nan = Float.intBitsToFloat(bits);
        assertThat(Elements.bfloat16ToFloat(Elements.floatToBfloat16(nan))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 18446744073709551615",
        "0, 0",
        "1, 1",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, 9223372036854775808",
        "-9223372036854774785, 9223372036854776831",
        "-9223372036854774784, 9223372036854776832",
        "-9223372036854774783, 9223372036854776833",
    })
    void uint64_bits_readAsTheNearestDouble(long bits, String unsigned) {
        data.putLong(8, bits);
        assertThat(Elements.asDouble(ElementType.UINT64, data, 1))
                .isEqualTo(new BigDecimal(unsigned).doubleValue());
    }

    @Test
    void uint64_randomBits_readAsTheNearestDouble() {
        SeededRandom.check(
                random -> {
                    for (int round = 0; round < 100_000; round++) {
                        long bits = random.nextLong();
                        data.putLong(8, bits);
                        assertThat(Elements.asDouble(ElementType.UINT64, data, 1))
                                .isEqualTo(
                                        new BigDecimal(Long.toUnsignedString(bits)).doubleValue());
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "-Infinity, 0",
        "NaN, 0",
        "0.9, 0",
        "9223372036854774784, 9223372036854774784",
        "9223372036854775808, 9223372036854775808",
        "18446744073709549568, 18446744073709549568",
        "18446744073709551616, 18446744073709551615",
        "Infinity, 18446744073709551615",
    })
    void uint64_double_isWrittenWithinItsRange(double value, String unsigned) {
        Elements.putDouble(ElementType.UINT64, data, 1, value);
        assertThat(Long.toUnsignedString(data.getLong(8))).isEqualTo(unsigned);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 256, 255",
        "UINT8, -1, 0",
        "INT8, 128, 127",
        "INT8, -129, -128",
        "UINT16, 65536, 65535",
        "UINT16, -1, 0",
        "INT16, 32768, 32767",
        "INT16, -32769, -32768",
        "UINT32, 4294967296, 4294967295",
        "UINT32, -1, 0",
        "INT32, 2147483648, 2147483647",
        "INT32, -2147483649, -2147483648",
        "INT64, 1e30, 9223372036854775807",
        "INT64, -1e30, -9223372036854775808",
    })
    void integer_beyondItsRange_becomesTheNearestEnd(ElementType type, double value, double end) {
        assertThat(through(type, value)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 255",
        "UINT8, 0",
        "INT8, 127",
        "INT8, -128",
        "UINT16, 65535",
        "INT16, 32767",
        "INT16, -32768",
        "UINT32, 4294967295",
        "INT32, -2147483648",
        "INT32, 2147483647",
        "INT64, -9223372036854775808",
    })
    void integer_endOfItsRange_isKept(ElementType type, double value) {
        assertThat(through(type, value)).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void integer_nan_becomesZero(ElementType type) {
        if (type.isInteger()) {
            assertThat(through(type, Double.NaN)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void integer_fraction_isDropped(ElementType type) {
        if (type.isInteger()) {
            assertThat(through(type, 2.9)).isEqualTo(2);
        }
    }

    @Test
    void bool_anyNumberButZero_isTrue() {
        assertThat(through(ElementType.BOOL, 0.5)).isEqualTo(1);
    }

    @Test
    void bool_byteOtherThanOne_readsAsOne() {
        data.put(1, (byte) 7);
        assertThat(Elements.asDouble(ElementType.BOOL, data, 1)).isEqualTo(1);
    }

    @Test
    void float32_double_isRounded() {
        assertThat(through(ElementType.FLOAT32, 0.1)).isEqualTo(0.1f);
    }

    @Test
    void float64_double_isKept() {
        assertThat(through(ElementType.FLOAT64, 0.1)).isEqualTo(0.1);
    }

    @Test
    void string_asNumber_throws() {
        assertThatThrownBy(() -> Elements.asDouble(ElementType.STRING, data, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("string has no number");
    }
}
