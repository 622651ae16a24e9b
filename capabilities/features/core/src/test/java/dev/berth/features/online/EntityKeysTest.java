package dev.berth.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Tests of entity keys in bytes: distinct, and in order.
final class EntityKeysTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static EntityKeys keys(ValueType... types) {
        Map<EntityName, String> columns = new LinkedHashMap<>();
        var entities = new TreeMap<EntityName, Entity>();
        for (int i = 0; i < types.length; i++) {
            var name = new EntityName("e" + i);
            columns.put(name, "e" + i);
            entities.put(name, new Entity(name, "e" + i, types[i], "", Optional.empty()));
        }
        var view =
                new FeatureView(
                        ViewReference.of("view", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        columns,
                        new SourceName("source"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new SourceLocation(Path.of("test"), 1));
        return EntityKeys.of(
                view,
                new FeatureDefinitions(
                        entities, new TreeMap<>(), new TreeMap<>(), new TreeMap<>()));
    }

    /// Texts that are prefixes of each other, with zeros among them.
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append("\0\1a\u00FF\uFFFF".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    private static long number(Random random) {
        return random.nextBoolean() ? random.nextInt(5) - 2 : random.nextLong();
    }

    @Test
    void bytes_ofAnyTwoKeys_haveTheirOrder() {
        var random = new Random(SEED);
        EntityKeys keys = keys(ValueType.STRING, ValueType.INT64, ValueType.STRING);
        Comparator<List<Object>> order =
                Comparator.<List<Object>, byte[]>comparing(
                                key -> utf8(key.get(0)), Arrays::compareUnsigned)
                        .thenComparing(key -> (Long) key.get(1))
                        .thenComparing(key -> utf8(key.get(2)), Arrays::compareUnsigned);
        for (int i = 0; i < 200_000; i++) {
            List<Object> a = List.of(text(random), number(random), text(random));
            List<Object> b =
                    random.nextInt(3) == 0
                            ? List.of(a.get(0), number(random), text(random))
                            : List.of(text(random), number(random), text(random));
            int found =
                    Arrays.compareUnsigned(
                            Objects.requireNonNull(keys.bytes(List.copyOf(a))),
                            Objects.requireNonNull(keys.bytes(List.copyOf(b))));
            assertThat(Integer.signum(found))
                    .as("seed %d: %s and %s", SEED, a, b)
                    .isEqualTo(Integer.signum(order.compare(a, b)));
        }
    }

    private static byte[] utf8(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bytes_ofInt32_haveTheirOrderAndOneForm() {
        EntityKeys keys = keys(ValueType.INT32);
        int[] numbers = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE};
        for (int i = 1; i < numbers.length; i++) {
            byte[] before = Objects.requireNonNull(keys.bytes(List.of(numbers[i - 1])));
            byte[] behind = Objects.requireNonNull(keys.bytes(List.of(numbers[i])));
            assertThat(Arrays.compareUnsigned(before, behind)).isNegative();
            assertThat(keys.bytes(List.of((long) numbers[i]))).isEqualTo(behind);
        }
    }

    @Test
    void bytes_aKeyIsMissing_areNone() {
        assertThat(keys(ValueType.STRING, ValueType.INT64).bytes(Arrays.asList("a", null)))
                .isNull();
    }
}
