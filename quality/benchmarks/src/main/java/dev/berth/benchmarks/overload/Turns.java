package dev.berth.benchmarks.overload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Repeated measurements, such as the peaks between overloads, counted individually and in total.
/// Not thread-safe.
final class Turns {
    private final Tally whole = new Tally();
    private final List<Tally.Counts> each = new ArrayList<>();

    /// Measurement.
    @FunctionalInterface
    interface Turn {
        /// Measures for one turn. Blocks.
        ///
        /// @param tally counter of the results
        Tally.Counts take(Tally tally) throws IOException, InterruptedException;
    }

    /// Adds a measurement. Blocks.
    Tally.Counts take(Turn turn) throws IOException, InterruptedException {
        Tally.Counts counts = turn.take(new Tally(whole));
        each.add(counts);
        return counts;
    }

    List<Tally.Counts> each() {
        return List.copyOf(each);
    }

    /// The total of at least one measurement.
    Tally.Counts whole() {
        return whole.over(
                each.stream().map(Tally.Counts::time).reduce(ClientTime::plus).orElseThrow());
    }
}
