package dev.berth.features.rocksdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Rows in a ring of bytes, the newest in place of the oldest.
///
/// Positions count units of eight bytes from when the ring was empty, and never go back. A row is
///
/// | bytes | |
/// |---|---|
/// | 8 | its position |
/// | 8 | its stamp |
/// | 4 | the length of its key |
/// | 4 | the length of its value; -1 if the store has no such key |
/// | | key, value |
///
/// One thread appends at a time. It first moves the head behind what it is about to write, then
/// writes. Readers take no lock: they copy, and look afterwards whether the head has gone over what
/// they copied, as readers of a seqlock do (H.-J. Boehm, "Can seqlocks get along with programming
/// language memory models?", 2012).
final class RowRing {
    static final int UNIT_BYTES = 8;

    /// Rows with more bytes are not kept: one would take the place of hundreds of others, and costs
    /// more to copy than to find.
    static final int ROW_BYTES_MAX = 64 << 10;

    /// What is given for a row that is not there any more, or never was.
    static final byte[] NONE = new byte[0];

    /// A row is as good as old when this share of the ring, one of so many, is left to it.
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

    /// Behind the newest row. The first position is left out, so that none is 0.
    private volatile long head = 1;

    /// Since the ring was empty, by the thread that appends.
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

    /// How many rows there are, about: as many as fit, if all are as long as those so far. For the
    /// thread that appends.
    long rowCount() {
        return head <= units ? appendedCount : (long) ((double) units / head * appendedCount);
    }

    /// Whether what is at a position has not been written over.
    boolean isLive(long position) {
        return head - position <= units;
    }

    /// Whether the row at a position is among those that go next.
    boolean isOld(long position) {
        return head - position > units - units / OLD_SHARE;
    }

    /// Whether a row is small enough to be kept.
    boolean takes(byte[] key, byte @Nullable [] value) {
        long byteCount = (long) KEY + key.length + (value == null ? 0 : value.length);
        return byteCount <= Math.min(ROW_BYTES_MAX, units * UNIT_BYTES / OLD_SHARE);
    }

    /// Adds a row that the ring [#takes]. For one thread at a time.
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
        // Nothing may see a byte of the new row before the head that gives the old ones up.
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

    /// The value of a key, if the row at a position is that key's, has that stamp, and is live
    /// until it has been copied; null if it says that there is none; [#NONE] otherwise.
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
            // What is being written over may say anything.
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
