package dev.berth.cli.features;

import dev.berth.statistics.Histogram;
import dev.berth.statistics.Histogram.Bin;

/// Histogram in a few characters, a bar for each range of equal width.
///
/// The ranges lie between two quantiles, so that an outlier does not compress all others into one;
/// values outside count in the first and last range. Input bins have similar counts, not widths:
/// the numbers of a bin are assumed to be spread evenly.
final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDTH = 16;

    private Sparkline() {}

    /// @param from start of the first range
    /// @param to end of the last range
    static String of(Histogram histogram, double from, double to) {
        double[] counts = new double[WIDTH];
        for (Bin bin : histogram.bins()) {
            spread(bin, from, to, counts);
        }
        double most = 0;
        for (double count : counts) {
            most = Math.max(most, count);
        }
        var bars = new StringBuilder(WIDTH);
        for (double count : counts) {
            // A non-empty range is always visible.
            int height = (int) Math.ceil(count / most * BARS.length());
            bars.append(height == 0 ? ' ' : BARS.charAt(height - 1));
        }
        return bars.toString();
    }

    /// Adds a bin's shares to the ranges.
    private static void spread(Bin bin, double from, double to, double[] counts) {
        double lower = place(bin.lower(), from, to);
        double upper = place(bin.upper(), from, to);
        int first = cell(lower);
        int last = cell(upper);
        if (first == last) {
            counts[first] += bin.count();
            return;
        }
        for (int i = first; i <= last; i++) {
            double covered = Math.min(upper, i + 1.0) - Math.max(lower, i);
            counts[i] += bin.count() * covered / (upper - lower);
        }
    }

    /// The position of a number in ranges. Computed in halves, as the width may overflow.
    private static double place(double number, double from, double to) {
        double half = to / 2 - from / 2;
        if (half == 0) {
            return number < from ? 0 : number > to ? WIDTH - 1.0 : WIDTH / 2.0;
        }
        return Math.clamp((number / 2 - from / 2) / half * WIDTH, 0, WIDTH);
    }

    private static int cell(double place) {
        return Math.min((int) place, WIDTH - 1);
    }
}
