package dev.berth.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Distinct counts against sets, and the hashes under them.
class DistinctTest {
    private static final FeatureType STRING = FeatureType.of(ValueType.STRING);

    private final long seed = Bench.seed();
    private final Random random = new Random(seed);

    @Test
    void count_fewValues_isExact() {
        for (ValueType element : ValueType.values()) {
            for (int round = 0; round < 10; round++) {
                FeatureType type = FeatureType.of(element);
                List<Event> events =
                        Bench.randomEvents(
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
                        Bench.addAll(Bench.aggregator(Kind.DISTINCT, type), events, random, what);
                assertThat(distinct.value())
                        .as(what)
                        .isEqualTo(values.isEmpty() ? null : (long) values.size());
            }
        }
    }

    @Test
    void count_manyValues_hasStatedError() {
        for (int count : new int[] {257, 1000, 5000, 20_000, 100_000}) {
            double squares = 0;
            double sum = 0;
            int rounds = 60;
            for (int round = 0; round < rounds; round++) {
                DistinctSketch sketch = new DistinctSketch();
                long start = random.nextLong();
                for (int i = 0; i < count; i++) {
                    sketch.add(ValueHash.ofWord(start + i));
                }
                double error = (double) sketch.count() / count - 1;
                squares += error * error;
                sum += error;
            }
            // The error of 60 standard errors' root mean square is a tenth of it.
            assertThat(Math.sqrt(squares / rounds))
                    .as("seed %d, %d values", seed, count)
                    .isLessThan(0.0163 * 1.4);
            assertThat(sum / rounds)
                    .as("seed %d, %d values", seed, count)
                    .isBetween(-0.0085, 0.0085);
        }
    }

    @Test
    void count_manyTexts_independentOfOrder() {
        for (int count : new int[] {DistinctSketch.EXACT_MAX + 1, 1500, 4000}) {
            List<String> values =
                    random.ints(count).mapToObj(i -> "customer-" + i).distinct().toList();
            PartialAggregate distinct =
                    Bench.addAll(
                            Bench.aggregator(Kind.DISTINCT, STRING),
                            Bench.eventsOf(values),
                            random,
                            "seed " + seed);
            assertThat((Long) distinct.value())
                    .as("seed %d", seed)
                    .isBetween((long) (0.92 * count), (long) (1.08 * count));
            assertThat(Bench.bytes(distinct)).hasSizeLessThan(3080);
        }
    }

    @Test
    void count_fullRegisters_isFinite() {
        DistinctSketch sketch = new DistinctSketch();
        for (long register = 0; register < 4096; register++) {
            sketch.add(register << 52);
        }
        assertThat(sketch.count()).isGreaterThan(1L << 60);
    }

    @Test
    void hash_shortInputs_areThoseOfXxh64() {
        assertThat(ValueHash.ofWord(0)).isEqualTo(0x34c9_6acd_cadb_1bbbL);
        assertThat(ValueHash.ofWord(-7)).isEqualTo(0xa8d1_54f8_0f8c_ba5aL);
        assertThat(ValueHash.ofWords(1, 2, 3)).isEqualTo(0x8799_e152_e5c0_cdfaL);
        assertThat(ValueHash.ofText("berth\u2026\u00e9!")).isEqualTo(0x106e_7f8e_549b_2cecL);
        assertThat(ValueHash.ofBytes("0123456789abcdef".getBytes(StandardCharsets.UTF_8), 0))
                .isEqualTo(0x5c5b_90c3_4e37_6d0bL);
    }

    @Test
    void hash_textsAndTheirBytes_areEqual() {
        for (int length = 0; length < 50; length++) {
            String text = "x\u20ac".repeat(length).substring(0, length);
            assertThat(ValueHash.ofText(text))
                    .isEqualTo(ValueHash.ofBytes(text.getBytes(StandardCharsets.UTF_16LE), 0));
        }
    }

    @Test
    void read_fullRegisters_areReadAndMoreAreRefused() {
        DistinctSketch sketch = new DistinctSketch();
        for (long register = 0; register < 4096; register++) {
            sketch.add(register << 52);
        }
        ByteWriter out = new ByteWriter();
        sketch.write(out);
        byte[] bytes = out.toBytes();
        DistinctSketch read = new DistinctSketch();
        read.read(new ByteReader(bytes));
        assertThat(read.count()).isEqualTo(sketch.count());
        bytes[bytes.length - 1] = -1;
        assertThatThrownBy(() -> new DistinctSketch().read(new ByteReader(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank 63");
    }
}
