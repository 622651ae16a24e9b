package dev.berth.features.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntitySampleTest {
    private static final int ENTITIES = 300_000;
    private static final int MAX = 10_000;
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static byte[] key(int entity) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(entity).array();
    }

    private static EntitySample of(List<Integer> entities) {
        var sample = new EntitySample(MAX);
        entities.forEach(entity -> sample.add(new SampledEntity(key(entity), Optional.empty())));
        return sample;
    }

    private static List<byte[]> keys(EntitySample sample) {
        return sample.sorted().stream().map(SampledEntity::key).toList();
    }

    private static List<Integer> entities() {
        List<Integer> entities = new ArrayList<>();
        for (int i = 0; i < ENTITIES; i++) {
            entities.add(i);
        }
        return entities;
    }

    @Test
    void sample_inWhateverOrderEntitiesCome_isTheSame() {
        List<Integer> shuffled = entities();
        Collections.shuffle(shuffled, new Random(SEED));
        assertThat(keys(of(shuffled)).stream().map(Arrays::toString))
                .as("seed %d", SEED)
                .containsExactlyElementsOf(
                        keys(of(entities())).stream().map(Arrays::toString).toList());
    }

    @Test
    void sample_ofManyEntities_isAboutAsLargeAsItMayBeAndSpreadOverAll() {
        List<byte[]> sample = keys(of(entities()));
        assertThat(sample.size()).isBetween(MAX * 4 / 10, MAX);
        double mean =
                sample.stream()
                        .mapToInt(key -> ByteBuffer.wrap(key).getInt())
                        .average()
                        .orElseThrow();
        // Four standard errors of a mean of this many.
        double error = ENTITIES / Math.sqrt(12.0 * sample.size());
        assertThat(mean).isCloseTo(ENTITIES / 2.0, within(4 * error));
        for (int bit = 0; bit < 16; bit++) {
            int mask = 1 << bit;
            double share =
                    sample.stream()
                                    .filter(key -> (ByteBuffer.wrap(key).getInt() & mask) != 0)
                                    .count()
                            / (double) sample.size();
            double of =
                    entities().stream().filter(entity -> (entity & mask) != 0).count()
                            / (double) ENTITIES;
            assertThat(share).as("bit %d", bit).isCloseTo(of, within(2 / Math.sqrt(sample.size())));
        }
    }

    @Test
    void sample_ofFewEntities_isAll() {
        assertThat(of(entities().subList(0, MAX)).sorted()).hasSize(MAX);
    }

    @Test
    void rows_ofMoreBytesThanAreKept_areAtHandOfSome() {
        var sample = new EntitySample(MAX);
        int rowBytes = 1 << 20;
        for (int i = 0; i < 40; i++) {
            sample.add(new SampledEntity(key(i), Optional.of(new byte[rowBytes])));
        }
        assertThat(sample.sorted()).hasSize(40);
        assertThat(sample.sorted().stream().filter(entity -> entity.row().isPresent()))
                .hasSize((int) (EntitySample.ROW_BYTES_MAX / rowBytes));
    }
}
