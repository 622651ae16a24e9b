package dev.berth.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MemoryShareTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static Map<String, Long> models(int count, Random random) {
        Map<String, Long> models = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            models.put("model-" + i, 1 + random.nextLong(100));
        }
        return models;
    }

    @Test
    void replicasWithAll_needAll() {
        Map<String, Long> models = Map.of("a", 5L, "b", 7L);

        assertThat(MemoryShare.of(models, 1, 2)).isEqualTo(new MemoryShare(12, 12));
        assertThat(MemoryShare.of(models, 3, 3)).isEqualTo(new MemoryShare(12, 12));
    }

    @Test
    void models_none_needNothing() {
        assertThat(MemoryShare.of(Map.of(), 3, 1)).isEqualTo(new MemoryShare(0, 0));
    }

    /// Real addresses are others than those that it was computed for.
    @Test
    void fullest_isExceededByFewOtherAddresses() {
        var random = new Random(SEED);
        Map<String, Long> models = models(60, random);
        MemoryShare share = MemoryShare.of(models, 4, 2);
        int exceeded = 0;
        for (int i = 0; i < 500; i++) {
            List<String> servers =
                    IntStream.range(0, 4)
                            .mapToObj(j -> "192.168." + random.nextInt(256) + "." + j + ":8080")
                            .toList();
            Map<String, Long> held = new HashMap<>();
            models.forEach(
                    (model, bytes) ->
                            ModelAssignment.order(model, servers)
                                    .subList(0, 2)
                                    .forEach(server -> held.merge(server, bytes, Long::sum)));
            long most = held.values().stream().mapToLong(Long::longValue).max().orElse(0);
            exceeded += most > share.fullestBytes() ? 1 : 0;
        }

        // One of a hundred, and what 500 random sets may differ by.
        assertThat(exceeded).as("seed " + SEED).isLessThan(25);
        assertThat(share.fullestBytes()).isBetween(share.meanBytes(), 2 * share.meanBytes());
    }

    @Test
    void numbers_outOfRange_areRejected() {
        assertThatThrownBy(() -> MemoryShare.of(Map.of(), 0, 1)).hasMessageContaining("0 replicas");
        assertThatThrownBy(() -> MemoryShare.of(Map.of(), 1, 0)).hasMessageContaining("0 copies");
    }
}
