package dev.berth.client.balancing;

import java.util.Arrays;

/// Counter over the last ten seconds, in ten slots of one second that expire as a whole. Not
/// thread-safe.
final class SlidingWindowCounter {
    private static final int PARTS = 10;
    private static final long PART_NANOS = 1_000_000_000L;

    private final long[] counts = new long[PARTS];
    private final long startNanos;
    private long part;

    SlidingWindowCounter(long nowNanos) {
        this.startNanos = nowNanos;
    }

    void add(long nowNanos) {
        moveTo(nowNanos);
        counts[(int) (part % PARTS)]++;
    }

    long sum(long nowNanos) {
        moveTo(nowNanos);
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /// The count of the current slot.
    long current(long nowNanos) {
        moveTo(nowNanos);
        return counts[(int) (part % PARTS)];
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    private void moveTo(long nowNanos) {
        long now = (nowNanos - startNanos) / PART_NANOS;
        for (long next = Math.max(part + 1, now - PARTS + 1); next <= now; next++) {
            counts[(int) (next % PARTS)] = 0;
        }
        part = Math.max(part, now);
    }
}
