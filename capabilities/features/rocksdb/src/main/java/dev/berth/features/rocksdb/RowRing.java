package dev.berth.features.rocksdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Ring buffer of rows, in which the newest replaces the oldest.
///
/// Positions count units of eight bytes since the ring was empty, and only grow. A row is
///
/// | bytes | |
/// |---|---|
/// | 8 | its position |
/// | 8 | its stamp |
/// | 4 | the length of its key |
/// | 4 | the length of its value; -1 if the store has no such key |
/// | | key, value |
///
/// One writer at a time: it moves the head beyond the new row, then writes. Readers take no lock:
/// they copy, then check that the head has not passed what they copied, like readers of a seqlock
/// (H.-J. Boehm, "Can seqlocks get along with programming language memory models?", 2012).
final class RowRing {
    static final int UNIT_BYTES = 8;

    /// Larger rows are not cached: one would evict hundreds of others, and costs more to copy than
    /// to find.
    static final int ROW_BYTES_MAX = 64 << 10;

    /// Result for a row that was overwritten or never existed.
    static final byte[] NONE = new byte[0];

    /// A row counts as old in this last share of the ring: 1/4.
    private static final int OLD_SHARE = 4;

    private static final int STAMP = 8;
    private static final int KEY_LENGTH = 16;
    private static final int VALUE_LENGTH = 20;
    private static final int KEY = 24;
    private static final int ABSENT = -1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MemorySegment memory;
    private final long units;

    /// After the newest row. The first position is unused, so that none is 0.
    private volatile long head = 1;

    /// Rows appended so far, for the writer.
    private long appendedCount;

    RowRing(MemorySegment memory) {
        this.memory = memory;
        units = memory.byteSize() / UNIT_BYTES;
    }

    long head() {
        return head;
    }

    long units() {
        return units;
    }

    /// Whether this is [#NONE].
    @SuppressWarnings("ReferenceEquality") // Rows may be empty, too.
    static boolean isNone(byte @Nullable [] value) {
        return value == NONE;
    }

    /// The estimated capacity in rows, if all are as long as those so far. For the writer.
    long rowCount() {
        return head <= units ? appendedCount : (long) ((double) units / head * appendedCount);
    }

    /// Whether a position has not been overwritten.
    boolean isLive(long position) {
        return head - position <= units;
    }

    /// Whether the row at a position is among the next to be overwritten.
    boolean isOld(long position) {
        return head - position > units - units / OLD_SHARE;
    }

    /// Whether a row is small enough to be cached.
    boolean takes(byte[] key, byte @Nullable [] value) {
        long byteCount = (long) KEY + key.length + (value == null ? 0 : value.length);
        return byteCount <= Math.min(ROW_BYTES_MAX, units * UNIT_BYTES / OLD_SHARE);
    }

    /// Appends a row that the ring [#takes]. Single writer.
    ///
    /// @return its position
    long append(byte[] key, byte @Nullable [] value, long stamp) {
        int valueLength = value == null ? 0 : value.length;
        long size = toUnits(valueAt(key.length) + valueLength);
        long position = head;
        long left = units - position % units;
        if (size > left) {
            position += left;
        }
        head = position + size;
        appendedCount++;
        // No byte of the new row may be visible before the head that invalidates the old rows.
        VarHandle.fullFence();
        long at = position % units * UNIT_BYTES;
        memory.set(LONG, at, position);
        memory.set(LONG, at + STAMP, stamp);
        memory.set(INT, at + KEY_LENGTH, key.length);
        memory.set(INT, at + VALUE_LENGTH, value == null ? ABSENT : valueLength);
        MemorySegment.copy(key, 0, memory, BYTE, at + KEY, key.length);
        if (value != null) {
            MemorySegment.copy(value, 0, memory, BYTE, at + valueAt(key.length), valueLength);
        }
        return position;
    }

    private static long toUnits(int byteCount) {
        return ((long) byteCount + UNIT_BYTES - 1) / UNIT_BYTES;
    }

    private static int valueAt(int keyLength) {
        return KEY + keyLength;
    }

    /// The value of a key, if the row at a position has that key and stamp, and is live until it
    /// has been copied; null if the row says that there is none; [#NONE] otherwise.
    byte @Nullable [] value(long position, byte[] key, long stamp) {
        long at = position % units * UNIT_BYTES;
        if (at + KEY > memory.byteSize()
                || memory.get(LONG, at) != position
                || memory.get(LONG, at + STAMP) != stamp
                || !isKey(at, key)) {
            return NONE;
        }
        int length = memory.get(INT, at + VALUE_LENGTH);
        long from = at + valueAt(key.length);
        byte[] value = null;
        if (length != ABSENT) {
            // Bytes being overwritten may have any value.
            if (length < 0 || length > ROW_BYTES_MAX || from + length > memory.byteSize()) {
                return NONE;
            }
            value = new byte[length];
            MemorySegment.copy(memory, BYTE, from, value, 0, length);
        }
        VarHandle.acquireFence();
        return isLive(position) ? value : NONE;
    }

    private boolean isKey(long at, byte[] key) {
        if (memory.get(INT, at + KEY_LENGTH) != key.length
                || at + KEY + key.length > memory.byteSize()) {
            return false;
        }
        int done = 0;
        for (; done + Long.BYTES <= key.length; done += Long.BYTES) {
            if (memory.get(LONG, at + KEY + done) != (long) LONGS.get(key, done)) {
                return false;
            }
        }
        for (; done < key.length; done++) {
            if (memory.get(BYTE, at + KEY + done) != key[done]) {
                return false;
            }
        }
        return true;
    }
}
