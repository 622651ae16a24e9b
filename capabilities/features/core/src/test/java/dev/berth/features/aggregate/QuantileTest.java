package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of quantiles against sorted lists.
class QuantileTest {
    private static final FeatureType FLOAT64 = FeatureType.of(ValueType.FLOAT64);

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void quantile_random_withinOnePercent() {
        for (int round = 0; round < 200; round++) {
            double share = round % 7 == 0 ? round % 2 : random.nextDouble();
            List<Double> values = new ArrayList<>();
            for (int i = 1 + random.nextInt(400); i > 0; i--) {
                double value = AggregateFixture.randomReal(random);
                values.add(Double.isNaN(value) ? 0 : value);
            }
            Object found =
                    AggregateFixture.addAll(
                                    AggregateFixture.aggregator(
                                            new Aggregate.Quantile(share), FLOAT64),
                                    AggregateFixture.eventsOf(values),
                                    random,
                                    "seed " + seed)
                            .value();
            Collections.sort(values);
            assertClose(found, values.get((int) (share * (values.size() - 1))));
        }
    }

    private void assertClose(@Nullable Object value, double expected) {
        double found = (Double) Objects.requireNonNull(value);
        if (Double.isInfinite(expected) || expected == 0) {
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
            return;
        }
        // Subnormal numbers 1 % apart may be neighbours.
        double allowed = Math.max(0.01 * Math.abs(expected), Double.MIN_VALUE);
        assertThat(Math.abs(found - expected))
                .as("seed %d: %s", seed, expected)
                .isLessThanOrEqualTo(allowed);
    }

    @Test
    void quantile_integers_asOfReals() {
        PartialAggregate median =
                AggregateFixture.aggregator(
                                new Aggregate.Quantile(0.5), FeatureType.of(ValueType.INT32))
                        .empty();
        AggregateFixture.eventsOf(List.of(-1000, 7, 70, 700, 0)).forEach(median::add);
        assertClose(median.value(), 7);
    }

    @Test
    void bytes_everydayNumbers_areFew() {
        PartialAggregate median =
                AggregateFixture.aggregator(new Aggregate.Quantile(0.5), FLOAT64).empty();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            values.add(Math.exp(random.nextGaussian()));
        }
        AggregateFixture.eventsOf(values).forEach(median::add);
        assertThat(AggregateFixture.bytes(median)).hasSizeLessThan(1500);
    }
}
