package dev.berth.features.rocksdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Hash index of row positions in the ring.
///
/// Buckets have eight slots, a cache line each. A slot holds 30 bits of a hash and the lowest 34 of
/// a position, from which the address and age follow. The number of buckets grows one at a time by
/// linear hashing (W. Litwin, 1980): the next bucket to split shares its slots with a new one at
/// the end. So a small store needs little memory, and no reader waits for a table copy.
///
/// One writer at a time; readers take no lock. A slot is only a hint, since readers verify the row,
/// so a miss during a split does no harm.
final class RowIndex {
    static final int BUCKET_BYTES = 64;

    /// No position.
    static final long NOWHERE = 0;

    /// Average rows per bucket. A bucket that waits to be split holds twice as many as one that
    /// was; of those with three on average one in two hundred has more than eight.
    private static final int ROWS_PER_BUCKET = 2;

    private static final int BUCKETS_MIN = 64;
    private static final int POSITION_BITS = 34;
    private static final long POSITION = (1L << POSITION_BITS) - 1;
    private static final VarHandle SLOT = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment slots;
    private final RowRing ring;
    private final int bucketsMax;
    private volatile int buckets;

    /// @param slots zeroed memory, a multiple of [#BUCKET_BYTES], for the maximum number of buckets
    RowIndex(MemorySegment slots, RowRing ring) {
        this.slots = slots;
        this.ring = ring;
        bucketsMax = Math.toIntExact(slots.byteSize() / BUCKET_BYTES);
        buckets = Math.min(BUCKETS_MIN, bucketsMax);
    }

    /// The current number of buckets.
    int bucketCount() {
        return buckets;
    }

    /// The position of a row whose key probably has this hash; [#NOWHERE] if none.
    ///
    /// @param olderThan a position, to find the next older one; [Long#MAX_VALUE] for the newest
    long find(long hash, long olderThan) {
        long bits = bitsOf(hash);
        long at = bucketAt(bits, buckets);
        long found = NOWHERE;
        for (int i = 0; i < BUCKET_BYTES; i += Long.BYTES) {
            long slot = (long) SLOT.getAcquire(slots, at + i);
            if (slot >>> POSITION_BITS == bits && slot != 0) {
                long position = positionOf(slot, ring.head());
                if (position < olderThan && position > found && ring.isLive(position)) {
                    found = position;
                }
            }
        }
        return found;
    }

    /// Stores the position of a row. Single writer.
    void put(long hash, long position) {
        long bits = bitsOf(hash);
        long bucket = bucketAt(bits, buckets);
        long head = ring.head();
        long place = bucket;
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < BUCKET_BYTES; i += Long.BYTES) {
            long slot = (long) SLOT.get(slots, bucket + i);
            long age = slot == 0 ? 0 : positionOf(slot, head);
            boolean isLive = slot != 0 && head - age <= ring.units();
            // A row of the same key is replaced before any other.
            long rank = slot >>> POSITION_BITS == bits && slot != 0 ? -1 : isLive ? age : 0;
            if (rank < oldest) {
                oldest = rank;
                place = bucket + i;
            }
        }
        SLOT.setRelease(slots, place, bits << POSITION_BITS | (position & POSITION));
        if (ring.rowCount() > (long) buckets * ROWS_PER_BUCKET) {
            split();
        }
    }

    private void split() {
        int count = buckets;
        if (count == bucketsMax) {
            return;
        }
        long from = (long) (count - Integer.highestOneBit(count)) * BUCKET_BYTES;
        long to = (long) count * BUCKET_BYTES;
        for (int i = 0; i < BUCKET_BYTES; i += Long.BYTES) {
            long slot = (long) SLOT.get(slots, from + i);
            if (slot != 0 && bucketAt(slot >>> POSITION_BITS, count + 1) == to) {
                SLOT.setRelease(slots, to + i, slot);
            }
        }
        buckets = count + 1;
        for (int i = 0; i < BUCKET_BYTES; i += Long.BYTES) {
            if ((long) SLOT.get(slots, to + i) != 0) {
                SLOT.setRelease(slots, from + i, 0L);
            }
        }
    }

    private static long bitsOf(long hash) {
        return hash >>> POSITION_BITS;
    }

    /// The bucket of a hash: as many bits as distinguish all buckets, or one less if that one does
    /// not exist yet.
    private static long bucketAt(long bits, int count) {
        int low = Integer.highestOneBit(count);
        long bucket = bits & (2L * low - 1);
        return (bucket < count ? bucket : bucket & (low - 1)) * BUCKET_BYTES;
    }

    /// The newest position with these lowest bits. After 128 GiB it may be that of another row.
    private static long positionOf(long slot, long head) {
        return head - ((head - slot) & POSITION);
    }
}
