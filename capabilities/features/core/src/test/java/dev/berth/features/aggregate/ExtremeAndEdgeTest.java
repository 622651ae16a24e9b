package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of min, max, first and last against sorted lists.
class ExtremeAndEdgeTest {
    private static final int VALUE = 1;

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void everyType_random_equalsSorting() {
        for (ValueType element : ValueType.values()) {
            for (int round = 0; round < 20; round++) {
                FeatureType type = FeatureType.of(element);
                Comparator<Event> byValue = byValue(type);
                assertFound(Kind.MIN, type, byValue);
                assertFound(Kind.MAX, type, byValue.reversed());
                assertEdges(type);
                assertEdges(FeatureType.listOf(element));
            }
        }
    }

    private void assertEdges(FeatureType type) {
        Comparator<Event> order =
                Comparator.comparingLong(Event::timeMicros)
                        .thenComparingLong(Event::createdMicros)
                        .thenComparing(byValue(type));
        assertFound(Kind.FIRST, type, order);
        assertFound(Kind.LAST, type, order.reversed());
    }

    private static Comparator<Event> byValue(FeatureType type) {
        return (left, right) ->
                ValueOrder.compare(type.element(), left.value(VALUE), right.value(VALUE));
    }

    private void assertFound(Kind kind, FeatureType type, Comparator<Event> order) {
        List<Event> events =
                AggregateFixture.randomEvents(
                        random, random.nextInt(60), type, FeatureType.of(ValueType.BOOL));
        String what = kind + " of " + type + " seed " + seed;
        PartialAggregate partial =
                AggregateFixture.addAll(
                        AggregateFixture.aggregator(kind, type), events, random, what);
        @Nullable Object expected =
                events.stream()
                        .filter(event -> !event.isMissing(VALUE))
                        .min(order)
                        .map(event -> Objects.requireNonNull(event.value(VALUE)))
                        .orElse(null);
        assertThat(AggregateFixture.comparable(partial))
                .as(what)
                .isEqualTo(AggregateFixture.comparable(expected));
    }

    @Test
    void min_zeros_isNegativeZero() {
        PartialAggregate min =
                AggregateFixture.aggregator(Kind.MIN, FeatureType.of(ValueType.FLOAT32)).empty();
        AggregateFixture.eventsOf(List.of(0f, -0f, 0f)).forEach(min::add);
        assertThat(min.value()).isEqualTo(-0f);
    }

    @Test
    void last_objectsThatChange_areCopied() {
        FeatureType type = FeatureType.listOf(ValueType.BYTES);
        byte[] bytes = {1};
        List<Object> list = new ArrayList<>(List.of(bytes));
        PartialAggregate last = AggregateFixture.aggregator(Kind.LAST, type).empty();
        last.add(AggregateFixture.event(1, 1, 0L, list));
        bytes[0] = 2;
        list.add("more");
        assertThat((List<?>) last.value()).singleElement().isEqualTo(new byte[] {1});
    }

    @Test
    void order_texts_isThatOfCodePoints() {
        FeatureType type = FeatureType.of(ValueType.STRING);
        assertThat(ValueOrder.compare(type.element(), "\uFFFD", "\uD83D\uDE00")).isNegative();
        assertThat(ValueOrder.compare(type.element(), "a", "ab")).isNegative();
        assertThat(ValueOrder.compare(type.element(), "b", "ab")).isPositive();
        assertThat(ValueOrder.compare(type.element(), null, "")).isNegative();
        assertThat(ValueOrder.compare(type.element(), null, null)).isZero();
    }

    @Test
    void order_listsAndBytes_isThatOfFirstDifference() {
        FeatureType list = FeatureType.listOf(ValueType.FLOAT64);
        assertThat(ValueOrder.compare(list.element(), List.of(1.0), List.of(1.0, -5.0)))
                .isNegative();
        assertThat(ValueOrder.compare(list.element(), List.of(Double.NaN), List.of(1.0, 2.0)))
                .isPositive();
        FeatureType bytes = FeatureType.of(ValueType.BYTES);
        assertThat(ValueOrder.compare(bytes.element(), new byte[] {-1}, new byte[] {1}))
                .isPositive();
    }

    @Test
    void ordinals_numbers_haveTheirOrderAndComeBack() {
        for (int i = 0; i < 10_000; i++) {
            double one = AggregateFixture.randomReal(random);
            double other = AggregateFixture.randomReal(random);
            assertOrdinals(ValueType.FLOAT64, one, other);
            assertOrdinals(ValueType.FLOAT32, (float) one, (float) other);
            assertOrdinals(ValueType.INT64, (long) one, (long) other);
            assertOrdinals(ValueType.INT32, (int) one, (int) other);
        }
    }

    private void assertOrdinals(ValueType type, Object one, Object other) {
        long ordinal = OrderPreservingEncoding.of(type, one);
        assertThat(OrderPreservingEncoding.value(type, ordinal)).as("seed %d", seed).isEqualTo(one);
        assertThat(Long.compare(ordinal, OrderPreservingEncoding.of(type, other)))
                .as("seed %d: %s, %s", seed, one, other)
                .isEqualTo(ValueOrder.compare(type, one, other));
    }
}
