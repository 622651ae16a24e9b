package dev.berth.features.rocksdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Version counters that show whether rows may have changed.
///
/// Keys share counters by hash; one more counter covers all keys. A writer marks a change as begun
/// before any reader can see it, and as finished once every reader does. The *stamp* of a key is
/// the sum of its two counters. While no change is in progress and the stamp is equal, the row is
/// unchanged.
///
/// The lowest bits of a counter hold the number of changes in progress, the others that of finished
/// changes; no value recurs, unless a change turned out to change nothing.
final class RowVersions {
    /// Bits for concurrent changes of one counter: one for each writing thread.
    private static final int UNDER_WAY_BITS = 20;

    private static final long UNDER_WAY = (1L << UNDER_WAY_BITS) - 1;
    private static final long BEGUN = 1;
    private static final long FINISHED = (1L << UNDER_WAY_BITS) - BEGUN;
    private static final long NOTHING_CHANGED = -BEGUN;

    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment counters;
    private final long mask;

    private final AtomicLong all = new AtomicLong();

    /// @param counters zeroed, a power of two of longs
    RowVersions(MemorySegment counters) {
        this.counters = counters;
        mask = counters.byteSize() / Long.BYTES - 1;
    }

    /// The current stamp of keys with a hash.
    long stamp(long hash) {
        return all.get() + (long) COUNTER.getAcquire(counters, (hash & mask) * Long.BYTES);
    }

    /// Whether no change was in progress when the stamp was taken.
    static boolean isQuiet(long stamp) {
        return (stamp & UNDER_WAY) == 0;
    }

    /// The counters of some keys, each once.
    long[] countersOf(List<byte[]> keys) {
        long[] offsets = new long[keys.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (KeyHash.of(keys.get(i)) & mask) * Long.BYTES;
        }
        Arrays.sort(offsets);
        int count = 0;
        for (int i = 0; i < offsets.length; i++) {
            if (i == 0 || offsets[i] != offsets[i - 1]) {
                offsets[count++] = offsets[i];
            }
        }
        return Arrays.copyOf(offsets, count);
    }

    void begin(long[] offsets) {
        add(offsets, BEGUN);
    }

    void finish(long[] offsets) {
        add(offsets, FINISHED);
    }

    private void add(long[] offsets, long amount) {
        for (long offset : offsets) {
            COUNTER.getAndAdd(counters, offset, amount);
        }
    }

    void beginAll() {
        addToAll(BEGUN);
    }

    void finishAll() {
        addToAll(FINISHED);
    }

    /// Reverts [#beginAll]: earlier stamps are valid again.
    void nothingChanged() {
        addToAll(NOTHING_CHANGED);
    }

    private void addToAll(long amount) {
        all.getAndAdd(amount);
    }
}
