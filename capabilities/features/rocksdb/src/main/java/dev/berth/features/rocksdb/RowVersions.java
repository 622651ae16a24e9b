package dev.berth.features.rocksdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Tells whether rows may have changed since.
///
/// Keys share counters, by their hashes; one more counter belongs to all keys. The caller that
/// changes rows counts a change begun in the counters of their keys before the first reader can see
/// it, and finished when every reader does. What a reader gets as the *stamp* of a key is the sum
/// of its two counters. While no change is in flight and the stamp is the same, the row is the
/// same.
///
/// A counter has the number of changes in progress in its lowest bits, and above them the number of
/// those that were finished; it never takes a value twice, unless a change turned out to change
/// nothing.
final class RowVersions {
    /// As many bits as changes of one counter can be in flight: one for each thread that writes.
    private static final int UNDER_WAY_BITS = 20;

    private static final long UNDER_WAY = (1L << UNDER_WAY_BITS) - 1;
    private static final long BEGUN = 1;
    private static final long FINISHED = (1L << UNDER_WAY_BITS) - BEGUN;
    private static final long NOTHING_CHANGED = -BEGUN;

    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment counters;
    private final long mask;

    private final AtomicLong all = new AtomicLong();

    /// @param counters zeroes, a power of two of longs
    RowVersions(MemorySegment counters) {
        this.counters = counters;
        mask = counters.byteSize() / Long.BYTES - 1;
    }

    /// The stamp of keys with a hash, as of now.
    long stamp(long hash) {
        return all.get() + (long) COUNTER.getAcquire(counters, (hash & mask) * Long.BYTES);
    }

    /// Whether no change of the rows was in progress when the stamp was taken.
    static boolean isQuiet(long stamp) {
        return (stamp & UNDER_WAY) == 0;
    }

    /// Which counters some keys have, each once.
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

    /// Takes back [#beginAll]: what was valid before is valid again.
    void nothingChanged() {
        addToAll(NOTHING_CHANGED);
    }

    private void addToAll(long amount) {
        all.getAndAdd(amount);
    }
}
