package dev.berth.features.aggregate;

import static dev.berth.features.aggregate.AggregateFixture.aggregation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartialAggregateFactoryTest {
    private static final FeatureType FLOAT64 = FeatureType.of(ValueType.FLOAT64);
    private static final FeatureType INT32 = FeatureType.of(ValueType.INT32);
    private static final FeatureType STRING = FeatureType.of(ValueType.STRING);

    /// Aggregations of every kind with columns of every valid type, alone and grouped.
    private static void forEach(BiConsumer<Aggregation, Map<String, FeatureType>> visitor) {
        List<Aggregate> aggregates =
                new ArrayList<>(List.of(new Aggregate.Top(3), new Aggregate.Quantile(0.7)));
        for (Kind kind : Kind.values()) {
            aggregates.add(new Aggregate.Plain(kind));
        }
        for (Aggregate aggregate : aggregates) {
            for (ValueType type : ValueType.values()) {
                for (boolean isList : new boolean[] {false, true}) {
                    for (@Nullable String by : Arrays.asList(null, "group")) {
                        Aggregation aggregation = aggregation(aggregate, "value", by);
                        Map<String, FeatureType> columns =
                                AggregateFixture.columns(
                                        isList ? FeatureType.listOf(type) : FeatureType.of(type),
                                        STRING);
                        if (PartialAggregateFactory.errors(aggregation, columns).isEmpty()) {
                            visitor.accept(aggregation, columns);
                        }
                    }
                }
            }
        }
    }

    private static FeatureType typeOf(Map<String, FeatureType> columns) {
        return Objects.requireNonNull(columns.get("value"));
    }

    @Test
    void every_randomEvents_independentOfOrderAndDivision() {
        long seed = AggregateFixture.seed();
        Random random = new Random(seed);
        List<Aggregation> visited = new ArrayList<>();
        forEach(
                (aggregation, columns) -> {
                    visited.add(aggregation);
                    FeatureType type = typeOf(columns);
                    List<Event> events =
                            AggregateFixture.randomEvents(
                                    random, random.nextInt(300), type, STRING);
                    AggregateFixture.addAll(
                            PartialAggregateFactory.of(aggregation, columns),
                            events,
                            random,
                            aggregation + " " + type + " seed " + seed);
                });
        assertThat(visited).hasSize((3 * 16 + 4 * 8 + 3 * 4) + (16 + 5 * 8 + 3 * 4));
    }

    @Test
    void every_noEvents_isMissingButForCounts() {
        forEach(
                (aggregation, columns) -> {
                    PartialAggregate empty =
                            PartialAggregateFactory.of(aggregation, columns).empty();
                    boolean counts =
                            aggregation.aggregate().equals(new Aggregate.Plain(Kind.COUNT))
                                    && aggregation.by().isEmpty();
                    assertThat(empty.isEmpty()).isTrue();
                    assertThat(empty.value()).isEqualTo(counts ? 0L : null);
                    empty.add(AggregateFixture.event(1, 1, "a", null));
                    assertThat(empty.isEmpty()).isTrue();
                    assertThat(AggregateFixture.bytes(empty)).hasSizeLessThanOrEqualTo(2);
                });
    }

    @Test
    void every_hostileBytes_areRefusedOrRead() {
        long seed = AggregateFixture.seed();
        Random random = new Random(seed);
        forEach(
                (aggregation, columns) -> {
                    PartialAggregateFactory aggregator =
                            PartialAggregateFactory.of(aggregation, columns);
                    PartialAggregate some = aggregator.empty();
                    AggregateFixture.randomEvents(random, 40, typeOf(columns), STRING)
                            .forEach(some::add);
                    for (int i = 0; i < 300; i++) {
                        byte[] bytes = i % 2 == 0 ? AggregateFixture.bytes(some) : new byte[i];
                        damage(random, bytes, i % 2 == 0 ? 3 : i);
                        readHostile(aggregator, bytes, aggregation + " seed " + seed);
                    }
                });
    }

    @Test
    void add_whatIsThereAlready_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(AggregateFixture.seed());
        forEach(
                (aggregation, columns) -> {
                    if (typeOf(columns).isList()) {
                        return;
                    }
                    PartialAggregate partial =
                            PartialAggregateFactory.of(aggregation, columns).empty();
                    List<Event> events =
                            AggregateFixture.randomEvents(random, 200, typeOf(columns), STRING);
                    addEach(partial, events);
                    long least = Long.MAX_VALUE;
                    // The JVM itself allocates now and then, but not each time.
                    for (int i = 0; i < 4 && least > 0; i++) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        addEach(partial, events);
                        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                    }
                    assertThat(least).as("%s %s", aggregation, columns).isZero();
                });
    }

    private static void addEach(PartialAggregate partial, List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            partial.add(events.get(i));
        }
    }

    private static void damage(Random random, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt());
        }
    }

    /// If the bytes are accepted, the result must be usable.
    private static void readHostile(PartialAggregateFactory aggregator, byte[] bytes, String what) {
        PartialAggregate read;
        try {
            read = aggregator.read(new ByteReader(bytes));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).as(what).hasMessageMatching("(?s).+");
            return;
        }
        byte[] written = AggregateFixture.bytes(read);
        PartialAggregate merged = aggregator.empty();
        merged.merge(read);
        assertThat(AggregateFixture.comparable(merged))
                .as(what)
                .isEqualTo(AggregateFixture.comparable(read));
        assertThat(AggregateFixture.bytes(merged)).as(what).isEqualTo(written);
    }

    @Test
    void types_areThoseOfValues() {
        long seed = AggregateFixture.seed();
        Random random = new Random(seed);
        forEach(
                (aggregation, columns) -> {
                    PartialAggregateFactory aggregator =
                            PartialAggregateFactory.of(aggregation, columns);
                    PartialAggregate some = aggregator.empty();
                    AggregateFixture.randomEvents(random, 5, typeOf(columns), STRING)
                            .forEach(some::add);
                    Object value = some.value();
                    if (value != null) {
                        assertThat(value).isInstanceOf(classOf(aggregator.type()));
                    }
                });
    }

    private static Class<?> classOf(FeatureType type) {
        if (type.isMap()) {
            return Map.class;
        }
        if (type.isList()) {
            return List.class;
        }
        return switch (type.element()) {
            case BOOL -> Boolean.class;
            case INT32 -> Integer.class;
            case INT64, TIMESTAMP -> Long.class;
            case FLOAT32 -> Float.class;
            case FLOAT64 -> Double.class;
            case STRING -> String.class;
            case BYTES -> byte[].class;
        };
    }

    @Test
    void types_ofSums_areWide() {
        assertThat(AggregateFixture.aggregator(Kind.SUM, INT32).type().toString())
                .isEqualTo("int64");
        assertThat(AggregateFixture.aggregator(Kind.SUM, FeatureType.of(ValueType.FLOAT32)).type())
                .isEqualTo(FLOAT64);
        assertThat(AggregateFixture.aggregator(Kind.MEAN, INT32).type()).isEqualTo(FLOAT64);
        assertThat(AggregateFixture.aggregator(new Aggregate.Top(2), STRING).type().toString())
                .isEqualTo("string[]");
    }

    @Test
    void errors_ofEveryKind_areFound() {
        Map<String, FeatureType> columns = AggregateFixture.columns(STRING, FLOAT64);
        assertThat(PartialAggregateFactory.errors(plain(Kind.SUM, "value", null), columns))
                .containsExactly(
                        "sum of column value, which is string"
                                + " (expected: int32, int64, float32 or float64)");
        assertThat(PartialAggregateFactory.errors(plain(Kind.MAX, null, "group"), columns))
                .containsExactly(
                        "max of no column (expected: the column that it is made of)",
                        "max by column group, which is float64"
                                + " (expected: bool, int32, int64, string or timestamp)");
        assertThat(PartialAggregateFactory.errors(plain(Kind.LAST, "else", null), columns))
                .containsExactly("last of column else (expected: one of group, value)");
        assertThat(errors(new Aggregate.Top(101), columns))
                .containsExactly("top 101 (expected: 1 to 100)");
        assertThat(
                        errors(
                                new Aggregate.Quantile(Double.NaN),
                                AggregateFixture.columns(INT32, STRING)))
                .containsExactly("quantile NaN (expected: 0 to 1)");
        FeatureType list = FeatureType.listOf(ValueType.INT64);
        assertThat(errors(new Aggregate.Top(1), AggregateFixture.columns(list, STRING)))
                .containsExactly("top of column value, which is int64[] (expected: single values)");
    }

    @Test
    void errors_ofListsInMaps_areFound() {
        Map<String, FeatureType> columns = AggregateFixture.columns(STRING, STRING);
        assertThat(
                        PartialAggregateFactory.errors(
                                aggregation(new Aggregate.Top(2), "value", "group"), columns))
                .containsExactly("top of lists by a column (expected: single values in a map)");
    }

    private static Aggregation plain(Kind kind, @Nullable String of, @Nullable String by) {
        return aggregation(new Aggregate.Plain(kind), of, by);
    }

    private static List<String> errors(Aggregate aggregate, Map<String, FeatureType> columns) {
        return PartialAggregateFactory.errors(aggregation(aggregate, "value", null), columns);
    }

    @Test
    void of_error_isRefused() {
        assertThatThrownBy(() -> AggregateFixture.aggregator(Kind.SUM, STRING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum of column value");
    }

    @Test
    void count_ofEventsAndOfValues_differByMissing() {
        Map<String, FeatureType> columns = AggregateFixture.columns(FLOAT64, INT32);
        PartialAggregate events =
                PartialAggregateFactory.of(plain(Kind.COUNT, null, null), columns).empty();
        PartialAggregate values =
                PartialAggregateFactory.of(plain(Kind.COUNT, "value", null), columns).empty();
        for (@Nullable Object value : Arrays.asList(1.0, null, Double.NaN, 1.0)) {
            events.add(AggregateFixture.event(0, 0, 1, value));
            values.add(AggregateFixture.event(0, 0, 1, value));
        }
        assertThat(events.value()).isEqualTo(4L);
        assertThat(values.value()).isEqualTo(2L);
    }
}
