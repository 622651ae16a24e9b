package dev.berth.benchmarks.figure;

import java.util.Arrays;

/// Latencies, each retained, so that percentiles are exact. Not thread-safe; each caller has its
/// own, and they are merged.
public final class LatencySamples {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int count;

    public void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    public void addAll(LatencySamples other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    public int count() {
        return count;
    }

    /// The shortest latency that at least this share did not exceed (nearest rank); NaN if empty.
    ///
    /// @param percent above 0, at most 100
    public double percentileMillis(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * count);
        return sorted[Math.clamp(rank, 1, count) - 1] / NANOS_PER_MILLI;
    }
}
