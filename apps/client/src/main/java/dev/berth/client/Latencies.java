package dev.berth.client;

import java.util.Arrays;
import java.util.OptionalLong;

/// The latencies of the latest answers of one endpoint or model. Thread-safe.
final class Latencies {
    /// Fewer say nothing about a 95th percentile.
    static final int ENOUGH = 32;

    private static final int KEPT = 512;

    private final long[] nanos = new long[KEPT];
    private int count;

    synchronized void add(long latencyNanos) {
        nanos[count % KEPT] = latencyNanos;
        // Counts on from KEPT, so that it never overflows.
        count = count + 1 == 2 * KEPT ? KEPT : count + 1;
    }

    /// Empty before there are [#ENOUGH].
    synchronized OptionalLong percentile(double share) {
        int kept = Math.min(count, KEPT);
        if (kept < ENOUGH) {
            return OptionalLong.empty();
        }
        long[] sorted = Arrays.copyOf(nanos, kept);
        Arrays.sort(sorted);
        return OptionalLong.of(sorted[(int) Math.min(kept - 1, Math.ceil(share * kept))]);
    }
}
