package dev.berth.client;

import java.util.Arrays;
import java.util.OptionalLong;

/// Recent latencies of one endpoint or model. Thread-safe.
final class Latencies {
    /// Fewer say nothing about a 95th percentile.
    static final int ENOUGH = 32;

    private static final int KEPT = 512;

    /// Responses between two sorts: every call needs a percentile, and sorting takes ten
    /// microseconds.
    private static final int SORTED_AFTER = 16;

    private final long[] nanos = new long[KEPT];
    private long[] sorted = {};
    private int count;
    private int unsorted;

    synchronized void add(long latencyNanos) {
        nanos[count % KEPT] = latencyNanos;
        // Continues from KEPT, so that it never overflows.
        count = count + 1 == 2 * KEPT ? KEPT : count + 1;
        unsorted++;
    }

    /// Empty before there are [#ENOUGH].
    synchronized OptionalLong percentile(double share) {
        int kept = Math.min(count, KEPT);
        if (kept < ENOUGH) {
            return OptionalLong.empty();
        }
        if (unsorted >= SORTED_AFTER) {
            sorted = Arrays.copyOf(nanos, kept);
            Arrays.sort(sorted);
            unsorted = 0;
        }
        int last = sorted.length - 1;
        return OptionalLong.of(sorted[(int) Math.min(last, Math.ceil(share * sorted.length))]);
    }
}
