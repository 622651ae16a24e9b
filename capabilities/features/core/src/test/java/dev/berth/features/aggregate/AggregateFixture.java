package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Fixture for aggregates: factories over columns `group` and `value`, random events, and common
/// invariants.
final class AggregateFixture {
    private static final double[] EXTREMES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1e308,
        -1e308,
        1e-308,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private AggregateFixture() {}

    static long seed() {
        return Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
    }

    static PartialAggregateFactory aggregator(Kind kind, FeatureType type) {
        return aggregator(new Aggregate.Plain(kind), type);
    }

    static PartialAggregateFactory aggregator(Aggregate aggregate, FeatureType type) {
        return PartialAggregateFactory.of(
                aggregation(aggregate, "value", null),
                columns(type, FeatureType.of(ValueType.INT64)));
    }

    static PartialAggregateFactory grouped(
            Aggregate aggregate, FeatureType type, FeatureType group) {
        return PartialAggregateFactory.of(
                aggregation(aggregate, "value", "group"), columns(type, group));
    }

    static Aggregation aggregation(Aggregate aggregate, @Nullable String of, @Nullable String by) {
        return new Aggregation(
                aggregate,
                Optional.ofNullable(of),
                Optional.empty(),
                Optional.ofNullable(by),
                new AggregationWindow.Unbounded());
    }

    static Map<String, FeatureType> columns(FeatureType value, FeatureType group) {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("group", group);
        columns.put("value", value);
        return columns;
    }

    static Event event(long time, long created, @Nullable Object group, @Nullable Object value) {
        return new ListedEvent(time, created, Arrays.asList(group, value));
    }

    /// Events with one value each, one microsecond apart.
    static List<Event> eventsOf(List<?> values) {
        List<Event> events = new ArrayList<>();
        for (Object value : values) {
            events.add(event(events.size(), events.size(), 0L, value));
        }
        return events;
    }

    static List<Event> randomEvents(
            Random random, int count, FeatureType value, FeatureType group) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long time = random.nextInt(20);
            events.add(
                    event(
                            time,
                            time + random.nextInt(3),
                            randomValue(random, group),
                            randomValue(random, value)));
        }
        return events;
    }

    static @Nullable Object randomValue(Random random, FeatureType type) {
        if (random.nextInt(20) == 0) {
            return null;
        }
        if (!type.isList()) {
            return randomValue(random, type.element());
        }
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(random.nextInt(5) == 0 ? null : randomValue(random, type.element()));
        }
        return elements;
    }

    private static Object randomValue(Random random, ValueType type) {
        return switch (type) {
            case BOOL -> random.nextBoolean();
            case INT32 -> random.nextBoolean() ? random.nextInt() : random.nextInt(9) - 4;
            case INT64, TIMESTAMP ->
                    random.nextBoolean() ? random.nextLong() : (long) random.nextInt(9) - 4;
            case FLOAT32 -> (float) randomReal(random);
            case FLOAT64 -> randomReal(random);
            case STRING -> randomText(random);
            case BYTES -> new byte[] {(byte) random.nextInt(), (byte) random.nextInt(3)};
        };
    }

    private static String randomText(Random random) {
        int[] points = new int[random.nextInt(12)];
        for (int i = 0; i < points.length; i++) {
            points[i] = List.of(97, 98, 0xE9, 0xFFFD, 0x1F600).get(random.nextInt(5));
        }
        return new String(points, 0, points.length);
    }

    /// Ordinary numbers, numbers of any size, and the ends of the range; rarely infinities.
    static double randomReal(Random random) {
        int kind = random.nextInt(100);
        if (kind < 40) {
            return Math.round(random.nextGaussian() * 10_000) / 100.0;
        }
        if (kind < 70) {
            return random.nextInt(9) - 4;
        }
        if (kind < 99) {
            double any = Double.longBitsToDouble(random.nextLong());
            return Double.isFinite(any) ? any : 1.0;
        }
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    /// Adds all events in order, and checks that shuffling, dividing, merging and storing them in
    /// any way gives the same value and bytes.
    static PartialAggregate addAll(
            PartialAggregateFactory aggregator, List<Event> events, Random random, String what) {
        PartialAggregate all = aggregator.empty();
        events.forEach(all::add);
        byte[] bytes = bytes(all);
        for (int round = 0; round < 3; round++) {
            PartialAggregate merged = mergeRandomly(aggregator, events, random);
            assertThat(comparable(merged)).as(what).isEqualTo(comparable(all));
            assertThat(merged.isEmpty()).as(what).isEqualTo(all.isEmpty());
            assertThat(bytes(merged)).as(what).isEqualTo(bytes);
        }
        PartialAggregate read = read(aggregator, bytes);
        assertThat(comparable(read)).as(what).isEqualTo(comparable(all));
        assertThat(bytes(read)).as(what).isEqualTo(bytes);
        return all;
    }

    private static PartialAggregate mergeRandomly(
            PartialAggregateFactory aggregator, List<Event> events, Random random) {
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        List<PartialAggregate> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            parts.add(aggregator.empty());
        }
        shuffled.forEach(event -> parts.get(random.nextInt(parts.size())).add(event));
        while (parts.size() > 1) {
            PartialAggregate into = parts.get(random.nextInt(parts.size()));
            parts.remove(into);
            PartialAggregate from = parts.remove(random.nextInt(parts.size()));
            byte[] before = bytes(from);
            into.merge(from);
            assertThat(bytes(from)).isEqualTo(before);
            parts.add(random.nextBoolean() ? into : read(aggregator, bytes(into)));
        }
        return parts.getFirst();
    }

    static @Nullable Object comparable(PartialAggregate partial) {
        return comparable(partial.value());
    }

    /// A comparable value, with byte arrays replaced.
    static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(AggregateFixture::comparable).toList();
        }
        if (value instanceof Map<?, ?> entries) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            entries.forEach((key, content) -> copy.put(key, comparable(content)));
            return copy;
        }
        return value;
    }

    static byte[] bytes(PartialAggregate partial) {
        ByteWriter out = new ByteWriter();
        partial.write(out);
        return out.toBytes();
    }

    static PartialAggregate read(PartialAggregateFactory aggregator, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        PartialAggregate partial = aggregator.read(in);
        assertThat(in.hasMore()).isFalse();
        return partial;
    }
}
