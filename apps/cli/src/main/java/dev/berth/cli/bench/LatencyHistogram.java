package dev.berth.cli.bench;

import dev.berth.catalog.profile.LatencySummary;

/// Histogram of durations with buckets of increasing width.
///
/// Design (after Gil Tene's HdrHistogram): durations below 2048 ns have a bucket each; every
/// further doubling is divided into 1024 buckets of equal width. So each percentile is exact to 0.1
/// %, recording is an increment, and the memory is fixed: 256 KiB. Counts, minimum, maximum and
/// mean are exact. Not thread-safe; each caller has its own, and they are added.
public final class LatencyHistogram {
    private static final int BUCKETS_PER_DOUBLING_LOG2 = 10;
    private static final int EXACT_BELOW = 2 << BUCKETS_PER_DOUBLING_LOG2;

    /// About 73 minutes; longer durations count as this.
    private static final long NANOS_MAX = (1L << 42) - 1;

    private final int[] counts = new int[index(NANOS_MAX) + 1];
    private long count;
    private long sumNanos;
    private long minNanos = Long.MAX_VALUE;
    private long maxNanos;

    public void record(long nanos) {
        long bounded = Math.clamp(nanos, 0, NANOS_MAX);
        counts[index(bounded)]++;
        count++;
        sumNanos += bounded;
        minNanos = Math.min(minNanos, bounded);
        maxNanos = Math.max(maxNanos, bounded);
    }

    public void add(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        sumNanos += other.sumNanos;
        minNanos = Math.min(minNanos, other.minNanos);
        maxNanos = Math.max(maxNanos, other.maxNanos);
    }

    public long count() {
        return count;
    }

    public long minNanos() {
        return count == 0 ? 0 : minNanos;
    }

    public long maxNanos() {
        return maxNanos;
    }

    public double meanNanos() {
        return count == 0 ? 0 : (double) sumNanos / count;
    }

    /// The duration of a percentile, at most 0.1 % too long; 0 if nothing was recorded.
    ///
    /// @param percent from 0 to 100
    public long percentileNanos(double percent) {
        if (count == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(greatestIn(i), maxNanos);
            }
        }
        return maxNanos;
    }

    private static int index(long nanos) {
        if (nanos < EXACT_BELOW) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BUCKETS_PER_DOUBLING_LOG2;
        return (shift << BUCKETS_PER_DOUBLING_LOG2) + (int) (nanos >>> shift);
    }

    private static long greatestIn(int index) {
        if (index < EXACT_BELOW) {
            return index;
        }
        int shift = (index >>> BUCKETS_PER_DOUBLING_LOG2) - 1;
        long mantissa = index - ((long) shift << BUCKETS_PER_DOUBLING_LOG2);
        return ((mantissa + 1) << shift) - 1;
    }

    /// The summary of the recorded durations.
    public LatencySummary summary() {
        return new LatencySummary(
                minNanos(),
                meanNanos(),
                percentileNanos(50),
                percentileNanos(90),
                percentileNanos(99),
                percentileNanos(99.9),
                maxNanos());
    }
}
