package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The engine's memory, by its addresses. Nothing is checked: the caller that reads or writes knows
/// what is there.
final class Memory {
    /// All of it.
    @SuppressWarnings("restricted") // Vectors are read where they lie.
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// Up to this length a text lies in the vector itself.
    private static final int INLINED_MAX = 12;

    static final int TEXT_BYTES = 16;

    private Memory() {}

    static byte readByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    static int readInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    static long readLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    static void writeByte(long address, int value) {
        ALL.set(JAVA_BYTE, address, (byte) value);
    }

    static void writeInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    static void writeLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /// A text that ends with a zero byte; empty for none.
    static String readCText(long address) {
        return address == 0 ? "" : ALL.getString(address);
    }

    static int textLength(long text) {
        return readInt(text);
    }

    /// Where the bytes of a `duckdb_string_t` are.
    static long textAddress(long text) {
        return textLength(text) <= INLINED_MAX
                ? text + Integer.BYTES
                : ALL.get(ADDRESS_UNALIGNED, text + 2L * Integer.BYTES).address();
    }

    static byte[] readBytes(long address, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        return bytes;
    }

    static void read(long address, byte[] to, int offset, int length) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, to, offset, length);
    }

    static void write(byte[] from, int offset, long address, long length) {
        MemorySegment.copy(
                from, offset, ALL, ValueLayout.JAVA_BYTE, address, Math.toIntExact(length));
    }

    static boolean isSame(long a, long b, int length) {
        return MemorySegment.mismatch(ALL, a, a + length, ALL, b, b + length) < 0;
    }
}
