package dev.berth.benchmarks.figure;

import java.util.List;

/// Minimum, median and maximum of some numbers.
public record Spread(double least, double median, double most) {

    /// Sorts them.
    ///
    /// @param figures at least one
    public static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1
                        ? sorted.get(half)
                        : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(sorted.getFirst(), median, sorted.getLast());
    }
}
