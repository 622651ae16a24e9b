package dev.berth.statistics;

import java.util.ArrayList;
import java.util.List;

/// Counts of numbers in at most [#BIN_COUNT_MAX] bins, which have about as many numbers each.
///
/// Equal numbers lie in one bin, and each number has a bin of its own while there are few enough
/// different ones. A number that would fill a bin has one to itself then, too. So no bin is empty,
/// an outlier widens none but the last, and what most records have in common (zero, say) stands
/// out.
///
/// @param bins in the order of their numbers; none if there were none
public record Histogram(List<Bin> bins) {
    /// Two percent of the numbers in each: fine enough for tests that compare distribution
    /// functions, and to be put together into the ten or twenty bins of those that compare shares.
    public static final int BIN_COUNT_MAX = 50;

    public Histogram {
        bins = List.copyOf(bins);
    }

    /// Bin of the numbers from `lower` to `upper`, both included.
    public record Bin(double lower, double upper, long count) {}

    /// That of numbers in their order.
    public static Histogram of(double[] sorted) {
        boolean areFew = hasFewDifferent(sorted);
        List<Bin> bins = new ArrayList<>();
        int from = 0;
        while (from < sorted.length) {
            int left = Math.max(1, BIN_COUNT_MAX - bins.size());
            int wanted = areFew ? 1 : Math.ceilDiv(sorted.length - from, left);
            int to = end(sorted, from, wanted);
            bins.add(new Bin(sorted[from], sorted[to - 1], to - from));
            from = to;
        }
        return new Histogram(bins);
    }

    private static boolean hasFewDifferent(double[] sorted) {
        int different = sorted.length == 0 ? 0 : 1;
        for (int i = 1; i < sorted.length && different <= BIN_COUNT_MAX; i++) {
            different += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        return different <= BIN_COUNT_MAX;
    }

    /// Where a bin ends that begins at `from` and is to have so many numbers: before a number that
    /// fills a bin by itself, and otherwise behind all that equal its last one.
    private static int end(double[] sorted, int from, int wanted) {
        double last = sorted[from + wanted - 1];
        int first = from + wanted - 1;
        while (first > from && sorted[first - 1] == last) {
            first--;
        }
        int end = from + wanted;
        while (end < sorted.length && sorted[end] == last) {
            end++;
        }
        return first > from && end - first >= wanted ? first : end;
    }
}
