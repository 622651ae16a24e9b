package dev.berth.features.aggregate;

import dev.berth.features.bytes.ByteReader;

/// Counts of events in bytes.
final class Counts {

    /// More than anybody has events, and so few that sums of what is read do not overflow.
    static final long MAX = 1L << 48;

    private Counts() {}

    static long read(ByteReader in) {
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
    static int read(ByteReader in, int min, int max) {
        long count = in.readUnsigned();
        if (count < min || count > max) {
            throw new IllegalArgumentException(
                    Long.toUnsignedString(count) + " (expected: " + min + " to " + max + ")");
        }
        return (int) count;
    }
}
