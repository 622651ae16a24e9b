package dev.berth.features.rocksdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Cache of recently read rows, with a tenth of the database's read time.
///
/// Missing rows are cached too. Rows are in a [RowRing], found by a [RowIndex]. The oldest row is
/// evicted, unless it was read while in the oldest part of the ring, which appends it again.
///
/// *Why no stale row is read.* A row is stored with the stamp of its key (see [RowVersions]) from
/// before the database read, if no change of the key was in progress then. It is returned only
/// while that stamp is valid. So no change has begun since, and the database would return the same
/// row.
///
/// *Why several rows are one snapshot.* A reader takes the stamps of all keys, gets rows from the
/// cache and the others by one database read, then checks all stamps. If none has changed, no key
/// was written between the last stamp taken and the first one checked, and every row is of that
/// time. Otherwise the database reads all of them at once.
///
/// Thread-safe. Readers never wait: a row is not cached while another thread is caching one.
final class RowCache implements AutoCloseable {
    /// Share of memory for the index: 1/5, one bucket for every 256 bytes of rows, which is three
    /// rows of 85 bytes or two of 128.
    private static final int INDEX_SHARE = 5;

    /// Bytes of rows per change counter, some ten rows. With fewer counters, a write would
    /// invalidate more rows of other keys.
    private static final long BYTES_PER_COUNTER = 1 << 10;

    /// Holds at least the rows of one request.
    private static final long BYTES_MIN = 64 << 10;

    /// The range that positions in the index can distinguish, with a margin.
    private static final long BYTES_MAX = 32L << 30;

    private final Arena arena;
    private final RowVersions versions;
    private final RowRing ring;
    private final RowIndex index;
    private final ReentrantLock keeping = new ReentrantLock();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// The database behind the cache.
    interface Source {
        byte @Nullable [] read(byte[] key) throws RocksDBException;

        /// Reads from one snapshot.
        List<byte @Nullable []> readAll(List<byte[]> keys) throws RocksDBException;
    }

    /// Change of rows in the database.
    interface Change<T> {
        T make() throws RocksDBException;
    }

    private RowCache(Arena arena, MemorySegment memory) {
        this.arena = arena;
        long countersEnd = Long.highestOneBit(memory.byteSize() / BYTES_PER_COUNTER) * Long.BYTES;
        long buckets = memory.byteSize() / INDEX_SHARE / RowIndex.BUCKET_BYTES;
        long indexEnd = countersEnd + buckets * RowIndex.BUCKET_BYTES;
        versions = new RowVersions(memory.asSlice(0, countersEnd));
        ring = new RowRing(memory.asSlice(indexEnd));
        index = new RowIndex(memory.asSlice(countersEnd, indexEnd - countersEnd), ring);
    }

    /// A cache with this memory limit, allocated as it fills. Smaller where the system denies the
    /// memory.
    @SuppressWarnings("MustBeClosed") // By close.
    static RowCache of(long byteCount) {
        var arena = Arena.ofShared();
        long wanted = Math.clamp(byteCount, BYTES_MIN, BYTES_MAX);
        Optional<MemorySegment> memory = OffHeapMemory.allocate(wanted, arena);
        while (memory.isEmpty() && wanted > BYTES_MIN) {
            wanted = Math.max(wanted / 2, BYTES_MIN);
            memory = OffHeapMemory.allocate(wanted, arena);
        }
        return new RowCache(arena, memory.orElseThrow(OutOfMemoryError::new));
    }

    /// The row of a key, cached or from the database.
    byte @Nullable [] read(byte[] key, Source source) throws RocksDBException {
        long hash = KeyHash.of(key);
        long stamp = versions.stamp(hash);
        if (!RowVersions.isQuiet(stamp)) {
            misses.increment();
            return source.read(key);
        }
        byte[] known = value(index.find(hash, Long.MAX_VALUE), key, hash, stamp);
        if (!RowRing.isNone(known)) {
            hits.increment();
            return known;
        }
        misses.increment();
        byte[] row = source.read(key);
        // Otherwise it would be cached in vain.
        if (versions.stamp(hash) == stamp) {
            keepIfFree(key, hash, row, stamp);
        }
        return row;
    }

    /// The row of a key at a position or an older one.
    private byte @Nullable [] value(long newest, byte[] key, long hash, long stamp) {
        long position = newest;
        while (position != RowIndex.NOWHERE) {
            byte[] row = ring.value(position, key, stamp);
            if (!RowRing.isNone(row)) {
                if (ring.isOld(position)) {
                    keepIfFree(key, hash, row, stamp);
                }
                return row;
            }
            position = index.find(hash, position);
        }
        return RowRing.NONE;
    }

    private void keepIfFree(byte[] key, long hash, byte @Nullable [] row, long stamp) {
        if (keeping.tryLock()) {
            try {
                keep(key, hash, row, stamp);
            } finally {
                keeping.unlock();
            }
        }
    }

    private void keep(byte[] key, long hash, byte @Nullable [] row, long stamp) {
        if (ring.takes(key, row)) {
            index.put(hash, ring.append(key, row, stamp));
        }
    }

    /// The rows of keys from one snapshot.
    List<byte @Nullable []> readAll(List<byte[]> keys, Source source) throws RocksDBException {
        int count = keys.size();
        long[] hashes = new long[count];
        long[] stamps = new long[count];
        if (!takeStamps(keys, hashes, stamps)) {
            misses.add(count);
            return source.readAll(keys);
        }
        byte[] @Nullable [] rows = new byte[count] @Nullable [];
        int[] missing = findAll(keys, hashes, stamps, rows);
        if (missing.length > 0) {
            List<byte[]> missed = new ArrayList<>(missing.length);
            for (int i : missing) {
                missed.add(keys.get(i));
            }
            List<byte @Nullable []> read = source.readAll(missed);
            for (int i = 0; i < missing.length; i++) {
                rows[missing[i]] = read.get(i);
            }
        }
        if (!stillHold(hashes, stamps)) {
            misses.add(count);
            return source.readAll(keys);
        }
        hits.add(count - missing.length);
        misses.add(missing.length);
        keepAll(keys, hashes, stamps, rows, missing);
        return Arrays.asList(rows);
    }

    /// @return whether none of the keys is being written
    private boolean takeStamps(List<byte[]> keys, long[] hashes, long[] stamps) {
        boolean isQuiet = true;
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = KeyHash.of(keys.get(i));
            stamps[i] = versions.stamp(hashes[i]);
            isQuiet &= RowVersions.isQuiet(stamps[i]);
        }
        return isQuiet;
    }

    private boolean stillHold(long[] hashes, long[] stamps) {
        // Copies precede the check of the stamps.
        VarHandle.fullFence();
        for (int i = 0; i < hashes.length; i++) {
            if (versions.stamp(hashes[i]) != stamps[i]) {
                return false;
            }
        }
        return true;
    }

    /// In two steps, so that the processor loads several rows in parallel.
    ///
    /// @return the indexes of missing rows
    private int[] findAll(
            List<byte[]> keys, long[] hashes, long[] stamps, byte[] @Nullable [] rows) {
        long[] positions = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            positions[i] = index.find(hashes[i], Long.MAX_VALUE);
        }
        int[] missing = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = value(positions[i], keys.get(i), hashes[i], stamps[i]);
            if (RowRing.isNone(rows[i])) {
                missing[count++] = i;
            }
        }
        return Arrays.copyOf(missing, count);
    }

    private void keepAll(
            List<byte[]> keys,
            long[] hashes,
            long[] stamps,
            byte[] @Nullable [] rows,
            int[] missing) {
        if (missing.length == 0 || !keeping.tryLock()) {
            return;
        }
        try {
            for (int i : missing) {
                keep(keys.get(i), hashes[i], rows[i], stamps[i]);
            }
        } finally {
            keeping.unlock();
        }
    }

    /// Changes the rows of given keys.
    <T> T change(List<byte[]> keys, Change<T> change) throws RocksDBException {
        long[] counters = versions.countersOf(keys);
        versions.begin(counters);
        try {
            return change.make();
        } finally {
            versions.finish(counters);
        }
    }

    /// Changes rows of arbitrary keys.
    ///
    /// @param change returns whether it may have changed any
    void changeAny(Change<Boolean> change) throws RocksDBException {
        boolean changed = true;
        versions.beginAll();
        try {
            changed = change.make();
        } finally {
            if (changed) {
                versions.finishAll();
            } else {
                versions.nothingChanged();
            }
        }
    }

    /// The number of cache hits.
    long hitCount() {
        return hits.sum();
    }

    /// The number of cache misses.
    long missCount() {
        return misses.sum();
    }

    /// Frees the memory. The cache must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
