package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.statistics.DistinctSketch;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests of distinct counts against sets.
class DistinctTest {
    private static final FeatureType STRING = FeatureType.of(ValueType.STRING);

    private final long seed = AggregateFixture.seed();
    private final Random random = new Random(seed);

    @Test
    void count_fewValues_isExact() {
        for (ValueType element : ValueType.values()) {
            for (int round = 0; round < 10; round++) {
                FeatureType type = FeatureType.of(element);
                List<Event> events =
                        AggregateFixture.randomEvents(
                                random, random.nextInt(DistinctSketch.EXACT_MAX), type, STRING);
                Set<Object> values = new HashSet<>();
                for (Event event : events) {
                    Object value = event.value(1);
                    if (value != null) {
                        ByteWriter out = new ByteWriter();
                        ValueCodec.writePresent(type, value, out);
                        values.add(new String(out.toBytes(), StandardCharsets.ISO_8859_1));
                    }
                }
                String what = type + " seed " + seed;
                PartialAggregate distinct =
                        AggregateFixture.addAll(
                                AggregateFixture.aggregator(Kind.DISTINCT, type),
                                events,
                                random,
                                what);
                assertThat(distinct.value())
                        .as(what)
                        .isEqualTo(values.isEmpty() ? null : (long) values.size());
            }
        }
    }

    @Test
    void count_manyTexts_independentOfOrder() {
        for (int count : new int[] {DistinctSketch.EXACT_MAX + 1, 1500, 4000}) {
            List<String> values =
                    random.ints(count).mapToObj(i -> "customer-" + i).distinct().toList();
            PartialAggregate distinct =
                    AggregateFixture.addAll(
                            AggregateFixture.aggregator(Kind.DISTINCT, STRING),
                            AggregateFixture.eventsOf(values),
                            random,
                            "seed " + seed);
            assertThat((Long) distinct.value())
                    .as("seed %d", seed)
                    .isBetween((long) (0.92 * count), (long) (1.08 * count));
            assertThat(AggregateFixture.bytes(distinct)).hasSizeLessThan(3080);
        }
    }
}
