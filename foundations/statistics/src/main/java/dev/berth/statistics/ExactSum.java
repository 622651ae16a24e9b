package dev.berth.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Arrays;

/// The exact sum of float64 numbers, rounded when it is read: the same to the last bit in whatever
/// order they come.
///
/// The idea is a fixed-point number so wide that every float64 fits in. It is kept in *chunks*:
/// chunk `i` counts units of `2^(32 i - 1074)`, that is, chunks are 32 bits apart, but each has 64
/// and a sign. A number touches two neighbours: the 53 bits of its mantissa, shifted by up to 31,
/// are cut into 32 low and up to 52 high ones. Nothing is carried then; only after about two
/// thousand numbers, before a chunk could overflow, do all of them hand what exceeds 32 bits to the
/// next (*normalising*). What is normalised is a number in two's complement, and there is one for
/// each value.
///
/// Only chunks between the lowest and the highest that were touched are kept: four or so for
/// numbers of everyday sizes, at most 69. Adding takes some nanoseconds, rounding some tens.
///
/// Infinities are kept apart; of both signs together the sum is NaN. A sum that is zero is 0.0.
///
/// Source: Neal, Fast exact summation using small and large superaccumulators, arXiv:1505.05571,
/// section 3 (small superaccumulators). For one thread.
public final class ExactSum {
    private static final long[] NONE = {};
    private static final int CHUNK_BITS = 32;
    private static final long CHUNK_MASK = (1L << CHUNK_BITS) - 1;

    /// How many numbers may be added after normalising: each changes a chunk by less than 2^52, and
    /// 2047 of these and the 2^32 that were there stay below 2^63.
    private static final int PENDING_MAX = 2000;

    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final int EXPONENT_MAX = 0x7FF;

    /// Bytes of the greatest float64 as often as [Counts#MAX], with a sign.
    private static final int BYTE_COUNT_MAX = 272;

    private static final int PLUS_INFINITY = 1;
    private static final int MINUS_INFINITY = 2;

    private long[] chunks = NONE;

    /// Which chunk `chunks[0]` is.
    private int first;

    private int pending;
    private int infinities;

    /// Adds a number that is not NaN.
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> MANTISSA_BITS) & EXPONENT_MAX;
        long mantissa = bits & MANTISSA_MASK;
        if (exponent == EXPONENT_MAX) {
            addInfinity(value);
            return;
        }
        if (exponent != 0) {
            mantissa |= 1L << MANTISSA_BITS;
            exponent--;
        } else if (mantissa == 0) {
            return;
        }
        if (pending >= PENDING_MAX) {
            normalise();
        }
        pending++;
        int at = place(exponent >>> 5);
        int shift = exponent & 31;
        long sign = bits >> 63;
        chunks[at] += (((mantissa << shift) & CHUNK_MASK) ^ sign) - sign;
        chunks[at + 1] += ((mantissa >>> (CHUNK_BITS - shift)) ^ sign) - sign;
    }

    private void addInfinity(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN (expected: a number; NaN is missing)");
        }
        infinities |= value > 0 ? PLUS_INFINITY : MINUS_INFINITY;
    }

    /// Where a chunk is that is going to be changed with the one after it.
    private int place(int chunk) {
        int at = chunk - first;
        if (at < 0 || at + 1 >= chunks.length) {
            cover(chunk, chunk + 2);
        }
        return chunk - first;
    }

    private void cover(int from, int to) {
        if (chunks.length == 0) {
            first = from;
        }
        int start = Math.min(first, from);
        int end = Math.max(first + chunks.length, to);
        if (end - start > chunks.length) {
            long[] wider = new long[end - start];
            System.arraycopy(chunks, 0, wider, first - start, chunks.length);
            chunks = wider;
            first = start;
        }
    }

    /// Adds what another has.
    public void merge(ExactSum other) {
        infinities |= other.infinities;
        if (other.chunks.length == 0) {
            return;
        }
        if (pending + other.pending >= PENDING_MAX) {
            normalise();
        }
        cover(other.first, other.first + other.chunks.length);
        int shift = other.first - first;
        for (int i = 0; i < other.chunks.length; i++) {
            chunks[i + shift] += other.chunks[i];
        }
        // What the other had when it was normalised counts like one number more.
        pending += other.pending + 1;
        if (pending >= PENDING_MAX) {
            normalise();
        }
    }

    /// Carries, until every chunk has 32 bits without a sign, but for the last, which has one.
    private void normalise() {
        pending = 0;
        if (chunks.length == 0) {
            return;
        }
        long carry = 0;
        for (int i = 0; i < chunks.length; i++) {
            long chunk = chunks[i] + carry;
            chunks[i] = chunk & CHUNK_MASK;
            carry = chunk >> CHUNK_BITS;
        }
        int last = chunks.length - 1;
        if (carry != ((int) chunks[last]) >> 31) {
            chunks = Arrays.copyOf(chunks, last + 2);
            chunks[last + 1] = carry;
        } else {
            chunks[last] = (int) chunks[last];
        }
    }

    /// The sum, rounded half to even; infinite if that is out of range.
    public double value() {
        if (infinities != 0) {
            return infinite();
        }
        normalise();
        int lowest = 0;
        while (lowest < chunks.length && chunks[lowest] == 0) {
            lowest++;
        }
        if (lowest == chunks.length) {
            return 0.0;
        }
        double magnitude = roundMagnitude(lowest);
        return isNegative() ? -magnitude : magnitude;
    }

    private double infinite() {
        return switch (infinities) {
            case PLUS_INFINITY -> Double.POSITIVE_INFINITY;
            case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private boolean isNegative() {
        return chunks.length > 0 && chunks[chunks.length - 1] < 0;
    }

    /// Rounds, from the 64 bits that begin with the first that is set, and whether any follow.
    private double roundMagnitude(int lowest) {
        int highest = chunks.length - 1;
        while (magnitude(highest, lowest) == 0) {
            highest--;
        }
        long third = magnitude(highest - 2, lowest);
        long high = magnitude(highest, lowest) << CHUNK_BITS | magnitude(highest - 1, lowest);
        int zeros = Long.numberOfLeadingZeros(high);
        long leading = high << zeros | third >>> (CHUNK_BITS - zeros);
        boolean more = lowest < highest - 2 || (third << (CHUNK_BITS + zeros)) != 0;
        int position = CHUNK_BITS * (first + highest + 1) - 1 - zeros;
        if (position <= MANTISSA_BITS) {
            // Small integers of the least unit are their own bits.
            return Double.longBitsToDouble(leading >>> (63 - position));
        }
        int exponent = position - MANTISSA_BITS;
        if (exponent + 1 >= EXPONENT_MAX) {
            return Double.POSITIVE_INFINITY;
        }
        long kept = leading >>> 11;
        long rest = leading << 53;
        boolean up = rest < 0 && (rest != Long.MIN_VALUE || more || (kept & 1) != 0);
        // The mantissa's first bit, which is not written, adds one to the exponent.
        return Double.longBitsToDouble(((long) exponent << MANTISSA_BITS) + kept + (up ? 1 : 0));
    }

    /// A chunk of the absolute value: where that is the negative of what is kept, of two's
    /// complement. `lowest` is the first chunk that is not 0.
    private long magnitude(int at, int lowest) {
        if (at < lowest) {
            return 0;
        }
        long chunk = chunks[at];
        if (isNegative()) {
            chunk = at == lowest ? -chunk : ~chunk;
        }
        return chunk & CHUNK_MASK;
    }

    /// A byte of the number in two's complement, counted from the first chunk's lowest.
    private byte byteAt(int index) {
        int at = index / Integer.BYTES;
        if (at >= chunks.length) {
            return (byte) (isNegative() ? -1 : 0);
        }
        return (byte) (chunks[at] >> (Byte.SIZE * (index % Integer.BYTES)));
    }

    /// Writes infinities and the number's bytes, as few as can be, with their place.
    public void write(ByteWriter out) {
        normalise();
        int end = Integer.BYTES * chunks.length;
        int start = 0;
        while (start < end && byteAt(start) == 0) {
            start++;
        }
        byte fill = byteAt(end);
        while (end > start + 1 && byteAt(end - 1) == fill && sameSign(end - 2)) {
            end--;
        }
        out.writeUnsigned((long) (end - start) << 2 | infinities);
        if (end > start) {
            out.writeUnsigned(start + (long) Integer.BYTES * first);
        }
        for (int i = start; i < end; i++) {
            out.writeByte(byteAt(i));
        }
    }

    private boolean sameSign(int index) {
        return byteAt(index) < 0 == isNegative();
    }

    /// Reads what was written into a sum of nothing.
    public void read(ByteReader in) {
        long header = in.readUnsigned();
        infinities = (int) header & (PLUS_INFINITY | MINUS_INFINITY);
        long count = header >>> 2;
        if (count == 0) {
            return;
        }
        long start = in.readUnsigned();
        if (count > BYTE_COUNT_MAX || start < 0 || start > BYTE_COUNT_MAX - count) {
            throw new IllegalArgumentException(
                    count + " bytes from " + start + " (expected: to " + BYTE_COUNT_MAX + ")");
        }
        byte[] bytes = in.readRaw((int) count);
        cover((int) start / Integer.BYTES, (int) (start + count - 1) / Integer.BYTES + 1);
        for (int i = 0; i < bytes.length; i++) {
            int place = (int) start + i - Integer.BYTES * first;
            long value = i == bytes.length - 1 ? bytes[i] : bytes[i] & 0xFF;
            chunks[place / Integer.BYTES] += value << (Byte.SIZE * (place % Integer.BYTES));
        }
    }
}
