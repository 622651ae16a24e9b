package dev.berth.protocol.json;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes written one after the other into an array that grows. Not thread-safe; [#clear()] makes it
/// fit for the next answer.
public final class ByteSink {
    /// As many as an array has.
    public static final int BYTES_MAX = Integer.MAX_VALUE - 8;

    private final int bytesMax;
    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        this(capacity, BYTES_MAX);
    }

    /// @param bytesMax beyond which writing fails with `batch-too-large`
    public ByteSink(int capacity, int bytesMax) {
        this.bytesMax = bytesMax;
        this.bytes = new byte[Math.max(16, Math.min(capacity, bytesMax))];
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    public void put(byte value) {
        ensure(1);
        bytes[length++] = value;
    }

    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    public void put(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /// Appends what lies between position and limit; the buffer's position stays.
    public void put(ByteBuffer source) {
        int count = source.remaining();
        ensure(count);
        source.get(source.position(), bytes, length, count);
        length += count;
    }

    /// Appends a 32-bit number, little-endian.
    public void putInt(int value) {
        ensure(4);
        bytes[length++] = (byte) value;
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 24);
    }

    /// Appends characters that are all ASCII.
    void putAscii(String text) {
        putAscii(text, 0, text.length());
    }

    /// Appends the characters from `from` to `to` (exclusive), all ASCII.
    // Deprecated because it drops the high byte of each character, of which ASCII has none. It
    // copies a string as it lies in memory.
    @SuppressWarnings("deprecation")
    void putAscii(String text, int from, int to) {
        ensure(to - from);
        text.getBytes(from, to, bytes, length);
        length += to - from;
    }

    /// Appends a number of millionths, below 10^13, as a decimal: without zeroes at its end, but
    /// with one digit behind the point at least.
    void putMillionths(boolean isNegative, long millionths) {
        ensure(16);
        if (isNegative) {
            bytes[length++] = '-';
        }
        int whole = (int) (millionths / 1_000_000);
        int part = (int) (millionths % 1_000_000);
        length += digits(whole);
        putDigits(whole, length);
        bytes[length++] = '.';
        int end = length + 6;
        Arrays.fill(bytes, length, end, (byte) '0');
        putDigits(part, end);
        while (end > length + 1 && bytes[end - 1] == '0') {
            end--;
        }
        length = end;
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /// Writes digits that end before a place.
    private void putDigits(int number, int end) {
        int at = end;
        int rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    /// A copy of what was written.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// What was written, without a copy: valid until the next write or [#clear()].
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /// What was written, read as UTF-8.
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void ensure(int count) {
        if (bytes.length - length < count) {
            long needed = (long) length + count;
            if (needed > bytesMax) {
                throw new ProblemException(
                        ProblemCode.BATCH_TOO_LARGE,
                        "an answer of more than " + bytesMax + " bytes, the most of one",
                        "ask for less at once: fewer records, or fewer outputs");
            }
            int doubled = (int) Math.min(2L * bytes.length, bytesMax);
            bytes = Arrays.copyOf(bytes, Math.max((int) needed, doubled));
        }
    }
}
