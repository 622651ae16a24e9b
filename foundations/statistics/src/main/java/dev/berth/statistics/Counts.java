package dev.berth.statistics;

import dev.berth.core.bytes.ByteReader;

/// Counts in bytes, checked as they are read.
public final class Counts {

    /// More than there are events, and so few that sums of what is read do not overflow.
    public static final long MAX = 1L << 48;

    private Counts() {}

    /// A count of at most [#MAX].
    public static long read(ByteReader in) {
        return requireWithin(in.readUnsigned());
    }

    static long requireWithin(long count) {
        if (count < 0 || count > MAX) {
            throw new IllegalArgumentException(
                    "count " + Long.toUnsignedString(count) + " (expected: at most " + MAX + ")");
        }
        return count;
    }

    /// A number of things of which there are at least `min` and at most `max`.
    public static int read(ByteReader in, int min, int max) {
        long count = in.readUnsigned();
        if (count < min || count > max) {
            throw new IllegalArgumentException(
                    Long.toUnsignedString(count) + " (expected: " + min + " to " + max + ")");
        }
        return (int) count;
    }
}
