package dev.berth.features.statistics;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoredViewReader;
import dev.berth.features.online.ViewKeyspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// How many entities a view has a row of, and which of them are checked.
///
/// Counting rows would take as long as reading all of them, however few have changed. So the caller
/// that writes rows tells which are new, and notes that in the same write as the rows ([#note]), so
/// that it is neither lost nor counted twice when it is killed. When the rows are whole, their
/// number and the keys of the sample are kept beside them, and the next run adds to that. Where
/// they are not there, as an earlier Berth wrote the rows, these are counted once. For one thread.
public final class EntityCounter {
    private static final int ROWS_BETWEEN_LOOKS = 10_000;

    /// With all keys of a sample, none of them full.
    private static final int PAGES_OF_A_NOTE_MAX =
            (int) (EntitySample.BYTES_MAX / KeyPages.PAGE_BYTES) + 1;

    private final StoredViewReader view;
    private final ViewKeyspace space;
    private final OnlineStore store;
    private final int sampleMax;
    private EntitySample sample;
    private final Optional<Long> added;
    private final ForeseenRows foreseen = new ForeseenRows();
    private List<byte[]> fresh = new ArrayList<>();
    private long freshCount;
    private int pageCount;
    private Kept before = Kept.NONE;
    private boolean isChanged;
    private long entityCount;

    /// How far a run is, as it is noted with the rows.
    ///
    /// @param addedCount rows of entities that had none
    /// @param pageCount values with keys of the sample
    /// @param floor from which level on keys are in the last of them
    public record Reached(long addedCount, int pageCount, int floor) {
        /// Nothing yet.
        public static final Reached NONE = new Reached(0, 0, 0);
    }

    /// What is known of a generation.
    private record Kept(int generation, long entityCount, int pageCount, int floor) {
        private static final Kept NONE = new Kept(0, 0, 0, 0);

        static Kept read(byte[] bytes) {
            var in = new ByteReader(bytes);
            return new Kept(
                    (int) in.readUnsigned(),
                    in.readUnsigned(),
                    (int) in.readUnsigned(),
                    (int) in.readUnsigned());
        }

        byte[] toBytes() {
            var out = new ByteWriter();
            out.writeUnsigned(generation);
            out.writeUnsigned(entityCount);
            out.writeUnsigned(pageCount);
            out.writeUnsigned(floor);
            return out.toBytes();
        }
    }

    /// That of a run.
    ///
    /// @param sampleMax how many entities are checked at most
    /// @param reached how far it was; empty if it did not say, as an earlier Berth began it
    public EntityCounter(
            StoredViewReader view, OnlineStore store, int sampleMax, Optional<Reached> reached) {
        this.view = view;
        this.space = view.space();
        this.store = store;
        this.sampleMax = sampleMax;
        this.sample = new EntitySample(sampleMax);
        this.added = reached.map(Reached::addedCount);
        this.pageCount = reached.map(Reached::pageCount).orElse(0);
        sample.raise(reached.map(Reached::floor).orElse(0));
        readPages(pageCount, this::runPageKey, sample);
    }

    /// Takes away what a run noted that is not gone on with.
    public static void drop(ViewKeyspace space, Reached reached, StoreBatch batch) {
        // Pages may have been written when their mark was not.
        for (int i = 0; i < reached.pageCount() + PAGES_OF_A_NOTE_MAX; i++) {
            batch.delete(space.markKey("run-entities" + i));
        }
    }

    private byte[] runPageKey(int number) {
        return space.markKey("run-entities" + number);
    }

    private byte[] pageKey(int number) {
        return space.markKey("entities" + number);
    }

    private interface PageKey {
        byte[] of(int number);
    }

    private void readPages(int count, PageKey keys, EntitySample into) {
        for (int i = 0; i < count; i++) {
            byte[] page = store.read(keys.of(i));
            if (page == null) {
                throw incomplete(i, count);
            }
            KeyPages.read(page, key -> into.add(new SampledEntity(key, Optional.empty())));
        }
    }

    private static ProblemException incomplete(int number, int count) {
        return Problem.of(
                        ProblemCode.STORE_DAMAGED,
                        "keys of entities are missing: page %d (expected: %d pages)"
                                .formatted(number, count),
                        "materialize the view in full")
                .asException();
    }

    /// A row of an entity that had none.
    ///
    /// @param key of the row
    /// @param prefixLength what of it is not the entity's
    /// @param row as the store has it when all are there; its bytes are never changed
    public void add(byte[] key, int prefixLength, byte[] row) {
        freshCount++;
        if (sample.has(key, prefixLength)) {
            byte[] entity = Arrays.copyOfRange(key, prefixLength, key.length);
            sample.add(new SampledEntity(entity, Optional.of(row)));
            fresh.add(entity);
        }
    }

    /// A row as a run is about to write it. Nothing of it is noted.
    ///
    /// @param isNew whether its entity has none yet
    public void foresee(byte[] key, int prefixLength, byte[] row, boolean isNew) {
        freshCount += isNew ? 1 : 0;
        if (!sample.has(key, prefixLength)) {
            return;
        }
        byte[] entity = Arrays.copyOfRange(key, prefixLength, key.length);
        if (isNew) {
            sample.add(new SampledEntity(entity, Optional.empty()));
        }
        foreseen.put(entity, row, sample);
    }

    /// Puts what was added since the last time where it goes with the rows. Then [#reached] has it.
    public void note(BiConsumer<byte[], byte[]> put) {
        List<byte[]> kept = fresh.stream().filter(sample::has).toList();
        for (byte[] page : KeyPages.of(kept)) {
            put.accept(runPageKey(pageCount), page);
            pageCount++;
        }
        fresh = new ArrayList<>();
    }

    /// How far the run is; empty if that is not known.
    public Optional<Reached> reached() {
        return added.map(count -> new Reached(count + freshCount, pageCount, sample.floor()));
    }

    /// Finds out about all entities of a generation, whose rows are whole.
    ///
    /// @param isNew whether the run wrote all of them
    /// @throws ProblemException `cancelled` if the thread was interrupted
    public void complete(int generation, boolean isNew) {
        byte[] bytes = store.read(space.markKey("entities"));
        before = bytes == null ? Kept.NONE : Kept.read(bytes);
        boolean isKnown = isNew || before.generation() == generation;
        if (added.isEmpty() || !isKnown) {
            isChanged = true;
            entityCount = count(generation);
            return;
        }
        entityCount = added.get() + freshCount;
        isChanged = isNew || entityCount > 0;
        if (!isNew) {
            entityCount += before.entityCount();
            sample.raise(before.floor());
            readPages(before.pageCount(), this::pageKey, sample);
        }
    }

    private long count(int generation) {
        byte[] prefix = space.prefix(generation);
        var all = new EntitySample(sampleMax);
        long[] count = new long[1];
        store.scan(
                prefix,
                (key, row) -> {
                    count[0]++;
                    byte[] entity = Arrays.copyOfRange(key, prefix.length, key.length);
                    all.add(new SampledEntity(entity, Optional.of(row)));
                    if (count[0] % ROWS_BETWEEN_LOOKS == 0) {
                        StatisticsCollector.requireWanted(view.view().reference());
                    }
                });
        sample = all;
        return count[0];
    }

    /// How many entities there are.
    public long entityCount() {
        return entityCount;
    }

    /// Those that are checked, in the order of their keys' bytes.
    List<SampledEntity> sample() {
        return sample.sorted().stream().map(foreseen::of).toList();
    }

    /// Puts into a batch what is kept of a generation from now on, in place of what the run noted.
    public void keep(int generation, StoreBatch batch) {
        drop(space, new Reached(0, pageCount, 0), batch);
        if (!isChanged) {
            return;
        }
        List<byte[]> pages = KeyPages.of(sample.sorted().stream().map(SampledEntity::key).toList());
        for (int i = 0; i < pages.size(); i++) {
            batch.put(pageKey(i), pages.get(i));
        }
        for (int i = pages.size(); i < before.pageCount(); i++) {
            batch.delete(pageKey(i));
        }
        batch.put(
                space.markKey("entities"),
                new Kept(generation, entityCount, pages.size(), sample.floor()).toBytes());
    }
}
