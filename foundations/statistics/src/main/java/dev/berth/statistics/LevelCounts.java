package dev.berth.statistics;

import java.util.Arrays;

/// Counts of a value's occurrences by level. For one thread.
final class LevelCounts {
    private long[] counts = {};

    void add(int level, long count) {
        if (level >= counts.length) {
            counts = Arrays.copyOf(counts, level + 1);
        }
        counts[level] += count;
    }

    /// Adds what another has from a level on.
    void addFrom(int floor, LevelCounts other) {
        for (int level = other.counts.length - 1; level >= floor; level--) {
            if (other.counts[level] > 0) {
                add(level, other.counts[level]);
            }
        }
    }

    /// One more than the highest level with any; 0 without any.
    int end() {
        return counts.length;
    }

    long at(int level) {
        return counts[level];
    }

    long total(int floor) {
        long total = 0;
        for (int level = floor; level < counts.length; level++) {
            total += counts[level];
        }
        return total;
    }
}
