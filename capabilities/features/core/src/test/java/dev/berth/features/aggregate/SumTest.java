package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of sums and means against exact numbers.
class SumTest {
    private static final FeatureType FLOAT64 = FeatureType.of(ValueType.FLOAT64);
    private static final FeatureType INT64 = FeatureType.of(ValueType.INT64);

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void reals_random_equalOracle() {
        for (int round = 0; round < 400; round++) {
            assertSum(reals(1 + random.nextInt(round < 350 ? 30 : 3000)));
        }
    }

    private List<Double> reals(int count) {
        int style = random.nextInt(5);
        List<Double> values = new ArrayList<>();
        while (values.size() < count) {
            values.add(
                    switch (style) {
                        case 0 -> random.nextGaussian();
                        case 1 -> Math.scalb(random.nextGaussian(), -1060 + random.nextInt(30));
                        case 2 -> Math.scalb(random.nextDouble() - 0.5, 1020 + random.nextInt(4));
                        case 3 -> Math.scalb(1.0, random.nextInt(2000) - 1040);
                        default -> finite(AggregateFixture.randomReal(random));
                    });
        }
        if (random.nextBoolean()) {
            // Nearly everything cancels.
            for (int i = random.nextInt(count); i > 0; i--) {
                values.add(-values.get(random.nextInt(count)));
            }
        }
        return values;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 1.5;
    }

    private void assertSum(List<Double> values) {
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value));
        }

        assertThat(add(Kind.SUM, FLOAT64, values))
                .as("seed %d: sum of %s", seed, values)
                .isEqualTo(exact.doubleValue());
        assertThat(add(Kind.MEAN, FLOAT64, values))
                .as("seed %d: mean of %s", seed, values)
                .isEqualTo(exact.doubleValue() / values.size());
    }

    private @Nullable Object add(Kind kind, FeatureType type, List<?> values) {
        return AggregateFixture.addAll(
                        AggregateFixture.aggregator(kind, type),
                        AggregateFixture.eventsOf(values),
                        random,
                        kind + " seed " + seed)
                .value();
    }

    @Test
    void reals_ties_roundToEven() {
        double half = Math.ulp(1.0) / 2;
        assertSum(List.of(1.0, half));
        assertSum(List.of(1.0, half, Double.MIN_VALUE));
        assertSum(List.of(1.0, half, -Double.MIN_VALUE));
        assertSum(List.of(1.0 + 2 * half, half));
        assertSum(List.of(-1.0 - 2 * half, -half));
        assertSum(List.of(Double.MIN_VALUE, 0.0));
        assertSum(List.of(Double.MIN_VALUE, Double.MIN_VALUE, 0.0, 0.0));
        assertSum(List.of(Double.MIN_NORMAL, -Double.MIN_VALUE));
    }

    @Test
    void reals_outOfRange_areInfiniteAndComeBack() {
        double most = Double.MAX_VALUE;
        double half = Math.ulp(most) / 2;
        assertThat(add(Kind.SUM, FLOAT64, List.of(most, most))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(add(Kind.MEAN, FLOAT64, List.of(-most, -most)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(add(Kind.SUM, FLOAT64, List.of(most, most, -most))).isEqualTo(most);
        assertThat(add(Kind.SUM, FLOAT64, List.of(most, half))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(add(Kind.SUM, FLOAT64, List.of(most, Math.nextDown(half)))).isEqualTo(most);
    }

    @Test
    void reals_infinities_swallowNumbersAndCancelEachOther() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(add(Kind.SUM, FLOAT64, List.of(1.0, infinity))).isEqualTo(infinity);
        assertThat(add(Kind.MEAN, FLOAT64, List.of(-infinity, 1.0))).isEqualTo(-infinity);
        assertThat(add(Kind.SUM, FLOAT64, List.of(infinity, -infinity))).isNull();
        assertThat(add(Kind.MEAN, FLOAT64, List.of(infinity, -infinity))).isNull();
    }

    @Test
    void reals_zeros_arePositiveZero() {
        assertThat(add(Kind.SUM, FLOAT64, List.of(-0.0, -0.0))).isEqualTo(0.0);
        assertThat(add(Kind.MEAN, FLOAT64, List.of(-1.5, 1.5))).isEqualTo(0.0);
    }

    @Test
    void reals_few_takeFewBytes() {
        PartialAggregate sum = AggregateFixture.aggregator(Kind.SUM, FLOAT64).empty();
        AggregateFixture.eventsOf(List.of(12.34, 99.95, 0.01, 1200.0)).forEach(sum::add);
        assertThat(AggregateFixture.bytes(sum)).hasSizeLessThanOrEqualTo(14);
        PartialAggregate whole = AggregateFixture.aggregator(Kind.SUM, FLOAT64).empty();
        AggregateFixture.eventsOf(Collections.nCopies(50, 3.0)).forEach(whole::add);
        assertThat(AggregateFixture.bytes(whole)).hasSize(6);
    }

    @Test
    void integers_random_equalOracle() {
        for (int round = 0; round < 300; round++) {
            List<Long> values = new ArrayList<>();
            boolean large = random.nextBoolean();
            for (int i = 1 + random.nextInt(100); i > 0; i--) {
                values.add(large ? random.nextLong() : random.nextLong() >> 40);
            }
            assertIntegers(values);
        }
    }

    @Test
    void integers_ends_equalOracle() {
        assertIntegers(List.of(Long.MIN_VALUE));
        assertIntegers(List.of(Long.MIN_VALUE, -1L));
        assertIntegers(List.of(Long.MAX_VALUE, 1L));
        assertIntegers(List.of(Long.MAX_VALUE, 1L, -1L));
        assertIntegers(List.of(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 2L));
        assertIntegers(List.of(1L << 53, 1L, 0L));
    }

    private void assertIntegers(List<Long> values) {
        BigInteger exact = BigInteger.ZERO;
        for (long value : values) {
            exact = exact.add(BigInteger.valueOf(value));
        }
        assertThat(add(Kind.SUM, INT64, values))
                .as("seed %d: sum of %s", seed, values)
                .isEqualTo(exact.bitLength() < 64 ? exact.longValue() : null);
        assertThat(add(Kind.MEAN, INT64, values))
                .as("seed %d: mean of %s", seed, values)
                .isEqualTo(exact.doubleValue() / values.size());
    }
}
