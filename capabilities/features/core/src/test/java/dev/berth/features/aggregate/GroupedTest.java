package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of grouped aggregates against maps.
class GroupedTest {
    private static final FeatureType INT64 = FeatureType.of(ValueType.INT64);
    private static final Aggregate SUM = new Aggregate.Plain(Kind.SUM);

    /// Several times what as many lookups allocate, and a tenth of what a sort of the kept values
    /// for each would.
    private static final long LINEAR_BYTES = 256L << 20;

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void sum_randomGroups_equalsOracle() {
        for (int round = 0; round < 40; round++) {
            assertSums(random.nextInt(300), 30);
        }
    }

    @Test
    void sum_tooManyGroups_keepsTheSmallest() {
        for (int round = 0; round < 4; round++) {
            assertSums(6000, 4000);
        }
    }

    private static long allocatedBytes(Runnable work) {
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        work.run();
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    /// Each value is less than all before, so that each is kept at first.
    @Test
    void add_manyValuesFromTheGreatest_allocatesAsMuchAsManyLookups() {
        int values = 200_000;
        PartialAggregate partial = AggregateFixture.grouped(SUM, INT64, INT64).empty();
        long bytes =
                allocatedBytes(
                        () -> {
                            for (int i = values; i > 0; i--) {
                                partial.add(AggregateFixture.event(i, i, (long) i, 1L));
                            }
                        });
        assertThat(bytes).isLessThan(LINEAR_BYTES);
        Map<?, ?> found = (Map<?, ?>) Objects.requireNonNull(partial.value());
        assertThat(found).hasSize(GroupedPartial.GROUP_COUNT_MAX);
        assertThat(found.containsKey("1000")).isTrue();
        assertThat(found.containsKey("1001")).isFalse();
    }

    @Test
    void merge_manyTilesOfOtherValues_allocatesAsMuchAsManyLookups() {
        int tiles = 200;
        List<PartialAggregate> parts = new ArrayList<>();
        for (int tile = tiles - 1; tile >= 0; tile--) {
            PartialAggregate part = AggregateFixture.grouped(SUM, INT64, INT64).empty();
            for (int i = 0; i < 1_500; i++) {
                part.add(AggregateFixture.event(i, i, (long) tile * 1_500 + i, 1L));
            }
            parts.add(part);
        }
        PartialAggregate merged = AggregateFixture.grouped(SUM, INT64, INT64).empty();
        long bytes = allocatedBytes(() -> parts.forEach(merged::merge));
        assertThat(bytes).isLessThan(LINEAR_BYTES);
        Map<?, ?> found = (Map<?, ?>) Objects.requireNonNull(merged.value());
        assertThat(found).hasSize(GroupedPartial.GROUP_COUNT_MAX);
        assertThat(found.containsKey("999")).isTrue();
    }

    private void assertSums(int eventCount, int groupCount) {
        List<Event> events = new ArrayList<>();
        SortedMap<Long, Long> sums = new TreeMap<>();
        for (int i = 0; i < eventCount; i++) {
            @Nullable Long group =
                    random.nextInt(20) == 0 ? null : (long) random.nextInt(groupCount) - 15;
            long value = random.nextInt(100) - 50L;
            events.add(AggregateFixture.event(i, i, group, value));
            if (group != null) {
                sums.merge(group, value, Long::sum);
            }
        }
        SortedMap<String, Object> expected = new TreeMap<>();
        sums.entrySet().stream()
                .limit(GroupedPartial.GROUP_COUNT_MAX)
                .forEach(sum -> expected.put(sum.getKey().toString(), sum.getValue()));
        PartialAggregate partial =
                AggregateFixture.addAll(
                        AggregateFixture.grouped(SUM, INT64, INT64),
                        events,
                        random,
                        "seed " + seed);
        assertThat(partial.value())
                .as("seed %d", seed)
                .isEqualTo(expected.isEmpty() ? null : expected);
    }

    @Test
    void keys_ofEveryType_areTexts() {
        assertThat(keyOf(ValueType.BOOL, true)).isEqualTo("true");
        assertThat(keyOf(ValueType.INT32, -7)).isEqualTo("-7");
        assertThat(keyOf(ValueType.STRING, "a b")).isEqualTo("a b");
        assertThat(keyOf(ValueType.TIMESTAMP, -1L)).isEqualTo("1969-12-31T23:59:59.999999Z");
    }

    private static String keyOf(ValueType type, Object group) {
        PartialAggregate partial =
                AggregateFixture.grouped(SUM, INT64, FeatureType.of(type)).empty();
        partial.add(AggregateFixture.event(0, 0, group, 1L));
        Map<?, ?> found = (Map<?, ?>) Objects.requireNonNull(partial.value());
        return (String) found.keySet().iterator().next();
    }

    @Test
    void value_missingAggregate_hasNoEntry() {
        PartialAggregate partial = AggregateFixture.grouped(SUM, INT64, INT64).empty();
        partial.add(AggregateFixture.event(0, 0, 1L, Long.MAX_VALUE));
        partial.add(AggregateFixture.event(0, 0, 1L, Long.MAX_VALUE));
        partial.add(AggregateFixture.event(0, 0, 2L, null));
        assertThat(partial.value()).isNull();
        partial.add(AggregateFixture.event(0, 0, 2L, 5L));
        assertThat(partial.value()).isEqualTo(Map.of("2", 5L));
    }
}
