package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.statistics.FrequentValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of top lists against counts by value.
class TopTest {
    private static final FeatureType INT64 = FeatureType.of(ValueType.INT64);
    private static final FeatureType STRING = FeatureType.of(ValueType.STRING);

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void top_fewValues_isExact() {
        for (int round = 0; round < 60; round++) {
            int distinct = 1 + random.nextInt(round < 50 ? 40 : FrequentValues.VALUE_COUNT_MAX);
            List<Long> values = new ArrayList<>();
            for (int i = random.nextInt(1500) + 1; i > 0; i--) {
                values.add((long) (Math.abs(random.nextGaussian()) * 7) + random.nextInt(distinct));
            }
            int count = 1 + random.nextInt(100);
            assertThat(top(count, INT64, values))
                    .as("seed %d", seed)
                    .isEqualTo(expected(count, values));
        }
    }

    private static List<Long> expected(int count, List<Long> values) {
        Map<Long, Long> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1L, Long::sum));
        return counts.keySet().stream()
                .sorted(
                        Comparator.<Long>comparingLong(counts::get)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .toList();
    }

    private @Nullable Object top(int count, FeatureType type, List<?> values) {
        return AggregateFixture.addAll(
                        AggregateFixture.aggregator(new Aggregate.Top(count), type),
                        AggregateFixture.eventsOf(values),
                        random,
                        "seed " + seed)
                .value();
    }

    /// Among 50 000 values once or twice each, shares of 10, 20 and 30 % are distinguishable in a
    /// sample.
    @Test
    void top_manyValues_findsTheFrequentInAnyOrder() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int draw = random.nextInt(10);
            values.add(
                    draw < 1
                            ? "tenth"
                            : draw < 3
                                    ? "fifth"
                                    : draw < 6 ? "third" : "v" + random.nextInt(50_000));
        }
        assertThat(top(3, STRING, values))
                .as("seed %d", seed)
                .isEqualTo(List.of("third", "fifth", "tenth"));
    }

    @Test
    void top_justTooManyValues_sampleHasHalf() {
        PartialAggregate top = AggregateFixture.aggregator(new Aggregate.Top(100), INT64).empty();
        List<Long> values = random.longs(FrequentValues.VALUE_COUNT_MAX + 1).boxed().toList();
        AggregateFixture.eventsOf(values).forEach(top::add);
        byte[] bytes = AggregateFixture.bytes(top);
        assertThat(bytes[0]).isEqualTo((byte) 1);
        // 500 values of 9 or 10 bytes, and a few counts: within six standard errors.
        assertThat(bytes).hasSizeBetween(400 * 11, 600 * 14);
    }
}
