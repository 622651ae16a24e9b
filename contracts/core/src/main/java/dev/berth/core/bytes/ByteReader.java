package dev.berth.core.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a [ByteWriter] wrote, value by value. For one thread.
///
/// Bytes that end too early, or say that more follows than there is, raise an
/// [IllegalArgumentException]; what is read never exceeds what is there.
public final class ByteReader {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    private ByteReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /// Where the next value begins.
    public int position() {
        return position;
    }

    /// Another reader of the same bytes.
    ///
    /// @param start a position of this one
    public ByteReader at(int start) {
        return new ByteReader(bytes, start);
    }

    /// Passes bytes over.
    public void skip(int count) {
        require(count);
        position += count;
    }

    /// The order of two stretches, as unsigned bytes.
    public int compare(int start, int end, int otherStart, int otherEnd) {
        return Arrays.compareUnsigned(bytes, start, end, bytes, otherStart, otherEnd);
    }

    public boolean hasMore() {
        return position < bytes.length;
    }

    public int remaining() {
        return bytes.length - position;
    }

    public byte readByte() {
        require(1);
        return bytes[position++];
    }

    public int readInt() {
        require(Integer.BYTES);
        int value = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    public long readLong() {
        require(Long.BYTES);
        long value = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    public long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    public long readSigned() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /// A count of things of which each takes at least one byte.
    public int readCount() {
        long count = readUnsigned();
        if (count < 0 || count > remaining()) {
            throw new IllegalArgumentException(
                    Long.toUnsignedString(count) + " in " + remaining() + " bytes");
        }
        return (int) count;
    }

    public byte[] readBytes() {
        return readRaw(readCount());
    }

    public byte[] readRaw(int count) {
        require(count);
        byte[] value = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return value;
    }

    public String readText() {
        int count = readCount();
        String value = new String(bytes, position, count, StandardCharsets.UTF_8);
        position += count;
        return value;
    }

    private void require(int count) {
        if (remaining() < count) {
            throw new IllegalArgumentException(
                    remaining() + " bytes left (expected: at least " + count + ")");
        }
    }
}
