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

/// Counter of a view's entities that also selects the sample for statistics.
///
/// Counting stored rows would read all of them, however few changed. So the writer reports which
/// rows are new and stores the counts in the write with the rows ([#note]), which survives a crash.
/// For complete rows, the count and the sampled keys are stored beside them, and the next run adds
/// to that. Rows of an earlier Berth without counts are counted once. Not thread-safe.
public final class EntityCounter {
    private static final int ROWS_BETWEEN_CHECKS = 10_000;

    /// All keys of a sample in partly filled pages.
    private static final int PAGES_OF_A_NOTE_MAX =
            (int) (EntitySample.BYTES_MAX / KeyPages.PAGE_BYTES) + 1;

    private final StoredViewReader view;
    private final ViewKeyspace space;
    private final OnlineStore store;
    private final int sampleMax;
    private EntitySample sample;
    private final Optional<Long> added;
    private final PendingRows foreseen = new PendingRows();
    private List<byte[]> fresh = new ArrayList<>();
    private long freshCount;
    private int pageCount;
    private StoredCounts before = StoredCounts.NONE;
    private boolean isChanged;
    private long entityCount;

    /// Progress of a run, stored with the rows.
    ///
    /// @param addedCount rows of new entities
    /// @param pageCount pages of sampled keys
    /// @param floor lowest level in the last page
    public record Reached(long addedCount, int pageCount, int floor) {
        /// No progress.
        public static final Reached NONE = new Reached(0, 0, 0);
    }

    /// Stored counts of a generation.
    private record StoredCounts(int generation, long entityCount, int pageCount, int floor) {
        private static final StoredCounts NONE = new StoredCounts(0, 0, 0, 0);

        static StoredCounts read(byte[] bytes) {
            var in = new ByteReader(bytes);
            return new StoredCounts(
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

    /// Creates the counter of a run.
    ///
    /// @param sampleMax maximum size of the sample
    /// @param reached its progress; empty if an earlier Berth began it without one
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

    /// Deletes the pages of a run that is not continued.
    public static void drop(ViewKeyspace space, Reached reached, StoreBatch batch) {
        // Pages may have been written before their mark was.
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

    /// Adds the row of a new entity.
    ///
    /// @param key of the row
    /// @param prefixLength length of the key before the entity key
    /// @param row as stored once complete; its bytes are never changed
    public void add(byte[] key, int prefixLength, byte[] row) {
        freshCount++;
        if (sample.has(key, prefixLength)) {
            byte[] entity = Arrays.copyOfRange(key, prefixLength, key.length);
            sample.add(new SampledEntity(entity, Optional.of(row)));
            fresh.add(entity);
        }
    }

    /// Adds a row that a run is about to write, without storing the progress.
    ///
    /// @param isNew whether its entity has no row yet
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

    /// Writes the additions since the last call together with the rows and updates [#reached].
    public void note(BiConsumer<byte[], byte[]> put) {
        List<byte[]> kept = fresh.stream().filter(sample::has).toList();
        for (byte[] page : KeyPages.of(kept)) {
            put.accept(runPageKey(pageCount), page);
            pageCount++;
        }
        fresh = new ArrayList<>();
    }

    /// The progress of the run; empty if unknown.
    public Optional<Reached> reached() {
        return added.map(count -> new Reached(count + freshCount, pageCount, sample.floor()));
    }

    /// Completes the counts for a generation with complete rows.
    ///
    /// @param isNew whether the run wrote all of them
    /// @throws ProblemException `cancelled` if the thread was interrupted
    public void complete(int generation, boolean isNew) {
        byte[] bytes = store.read(space.markKey("entities"));
        before = bytes == null ? StoredCounts.NONE : StoredCounts.read(bytes);
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
                    if (count[0] % ROWS_BETWEEN_CHECKS == 0) {
                        StatisticsCollector.requireWanted(view.view().reference());
                    }
                });
        sample = all;
        return count[0];
    }

    /// The number of entities.
    public long entityCount() {
        return entityCount;
    }

    /// The sampled entities in the order of their key bytes.
    List<SampledEntity> sample() {
        return sample.sorted().stream().map(foreseen::of).toList();
    }

    /// Adds the counts of a generation to a batch, replacing the progress of the run.
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
                new StoredCounts(generation, entityCount, pages.size(), sample.floor()).toBytes());
    }
}
