package dev.berth.benchmarks.overload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Turns of the same, such as the peak between two overloads: each counted alone, and all of them
/// together. Not thread-safe.
final class Turns {
    private final Tally whole = new Tally();
    private final List<Tally.Counts> each = new ArrayList<>();

    /// Asks, and tells what became of it.
    @FunctionalInterface
    interface Turn {
        /// Asks for as long as a turn takes. Blocks.
        ///
        /// @param tally where what becomes of requests is added
        Tally.Counts take(Tally tally) throws IOException, InterruptedException;
    }

    /// Takes one more. Blocks.
    Tally.Counts take(Turn turn) throws IOException, InterruptedException {
        Tally.Counts counts = turn.take(new Tally(whole));
        each.add(counts);
        return counts;
    }

    List<Tally.Counts> each() {
        return List.copyOf(each);
    }

    /// All of them, of which there is one at least.
    Tally.Counts whole() {
        return whole.over(
                each.stream().map(Tally.Counts::time).reduce(ClientTime::plus).orElseThrow());
    }
}
