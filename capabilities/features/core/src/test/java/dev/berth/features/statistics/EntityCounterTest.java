package dev.berth.features.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.RandomViews;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoredViewReader;
import dev.berth.features.statistics.EntityCounter.Reached;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests of the entity counter across killed processes.
final class EntityCounterTest {
    private static final int ENTITIES = 5_000;
    private static final int SAMPLE_MAX = 100;
    private static final long SEED = Long.getLong("berth.seed", 1);

    private final Random random = new Random(SEED);
    private final FeatureView view = new RandomViews(random).columnar(1);
    private final StoredViewReader stored =
            new StoredViewReader(view, RandomViews.definitions(view, true));
    private final MemoryStore store = new MemoryStore();

    private EntityCounter census(Optional<Reached> reached) {
        return new EntityCounter(stored, store, SAMPLE_MAX, reached);
    }

    private byte[] row(int entity) {
        byte[] key =
                Objects.requireNonNull(stored.keys().bytes(List.of("e%05d".formatted(entity))));
        return stored.space().rowKey(stored.space().prefix(1), key);
    }

    private void add(EntityCounter census, int from, int to) {
        for (int i = from; i < to; i++) {
            census.add(row(i), stored.space().prefix(1).length, new byte[0]);
        }
    }

    /// Writes the notes of a run.
    private Reached noted(EntityCounter census) {
        var batch = new StoreBatch();
        census.note(batch::put);
        store.write(batch);
        return census.reached().orElseThrow();
    }

    private static List<String> sample(EntityCounter census) {
        return census.sample().stream().map(SampledEntity::key).map(Arrays::toString).toList();
    }

    private int marks() {
        var count = new AtomicInteger();
        store.scan(new byte[] {'m'}, (key, value) -> count.incrementAndGet());
        return count.get();
    }

    @Test
    void census_ofARunThatWasKilled_isThatOfOneThatWasNot() {
        EntityCounter straight = census(Optional.of(Reached.NONE));
        add(straight, 0, ENTITIES);
        straight.complete(1, true);
        assertThat(straight.entityCount()).isEqualTo(ENTITIES);
        assertThat(straight.sample().size()).isBetween(SAMPLE_MAX / 4, SAMPLE_MAX);

        Reached reached = Reached.NONE;
        int at = 0;
        while (at < ENTITIES) {
            EntityCounter again = census(Optional.of(reached));
            int next = Math.min(ENTITIES, at + 1 + random.nextInt(400));
            add(again, at, next);
            reached = noted(again);
            at = next;
            // Later additions are lost.
            add(again, at, Math.min(ENTITIES, at + 50));
        }
        EntityCounter last = census(Optional.of(reached));
        last.complete(1, true);
        assertThat(last.entityCount()).as("seed %d", SEED).isEqualTo(ENTITIES);
        assertThat(sample(last)).isEqualTo(sample(straight));

        var batch = new StoreBatch();
        last.keep(1, batch);
        store.write(batch);
        assertThat(marks()).as("a mark and a page").isEqualTo(2);
    }

    @Test
    void census_ofWhatIsAdded_hasTheRestFromBefore() {
        EntityCounter first = census(Optional.of(Reached.NONE));
        add(first, 0, 3_000);
        first.complete(1, true);
        var batch = new StoreBatch();
        first.keep(1, batch);
        store.write(batch);
        EntityCounter second = census(Optional.of(Reached.NONE));
        add(second, 3_000, ENTITIES);
        second.complete(1, false);
        EntityCounter straight = census(Optional.of(Reached.NONE));
        add(straight, 0, ENTITIES);
        assertThat(second.entityCount()).isEqualTo(ENTITIES);
        assertThat(sample(second)).isEqualTo(sample(straight));
    }

    /// Entities dropped earlier must not be replaced by later ones alone.
    @Test
    void census_afterSomeWereLeftOut_leavesOutAsManyOfThoseThatCome() {
        int many = SAMPLE_MAX + SAMPLE_MAX / 10;
        EntityCounter straight = census(Optional.of(Reached.NONE));
        add(straight, 0, many + 20);
        straight.complete(1, true);

        EntityCounter killed = census(Optional.of(Reached.NONE));
        add(killed, 0, many);
        EntityCounter resumed = census(Optional.of(noted(killed)));
        add(resumed, many, many + 20);
        resumed.complete(1, true);
        assertThat(sample(resumed)).isEqualTo(sample(straight));

        EntityCounter first = census(Optional.of(Reached.NONE));
        add(first, 0, many);
        first.complete(1, true);
        var batch = new StoreBatch();
        first.keep(1, batch);
        store.write(batch);
        EntityCounter second = census(Optional.of(Reached.NONE));
        add(second, many, many + 20);
        second.complete(1, false);
        assertThat(sample(second)).isEqualTo(sample(straight));
    }

    @Test
    void census_ofARunThatAnEarlierBerthBegan_countsRows() {
        var batch = new StoreBatch();
        for (int i = 0; i < ENTITIES; i++) {
            batch.put(row(i), new byte[1]);
        }
        store.write(batch);
        EntityCounter census = census(Optional.empty());
        add(census, 4_000, ENTITIES);
        assertThat(census.reached()).isEmpty();
        census.complete(1, true);
        EntityCounter straight = census(Optional.of(Reached.NONE));
        add(straight, 0, ENTITIES);
        assertThat(census.entityCount()).isEqualTo(ENTITIES);
        assertThat(sample(census)).isEqualTo(sample(straight));
    }
}
