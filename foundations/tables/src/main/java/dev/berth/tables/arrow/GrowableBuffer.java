package dev.berth.tables.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Bytes in little-endian order that become more.
final class GrowableBuffer {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    void put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    void putLong(long value) {
        putInt((int) value);
        putInt((int) (value >>> Integer.SIZE));
    }

    void putAll(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /// Appends one bit to those before, of which there are `count`.
    void putBit(int count, boolean isSet) {
        if ((count & 7) == 0) {
            put(0);
        }
        if (isSet) {
            bytes[count >> 3] |= (byte) (1 << (count & 7));
        }
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    void clear() {
        size = 0;
    }
}
