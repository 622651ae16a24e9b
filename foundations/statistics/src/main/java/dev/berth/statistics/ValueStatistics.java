package dev.berth.statistics;

import java.util.List;
import java.util.Optional;

/// Statistics of values that are present, by their kind.
public sealed interface ValueStatistics {

    /// Statistics of numbers; of timestamps as seconds before the instant of the statistics, which
    /// stay comparable over time.
    ///
    /// @param zeroCount those of 0 and -0
    /// @param spread of those that are finite; empty if there is none
    record Numbers(
            long nanCount,
            long plusInfinityCount,
            long minusInfinityCount,
            long zeroCount,
            Optional<NumericSummary> spread)
            implements ValueStatistics {}

    /// Statistics of truth values.
    record Truths(long trueCount, long falseCount) implements ValueStatistics {}

    /// Statistics of texts.
    ///
    /// @param distinctCount about how many different ones there are: exact up to 256
    /// @param frequent those that several records have, the most frequent first
    /// @param lengths in UTF-16 units
    record Texts(long distinctCount, List<Frequent> frequent, Numbers lengths)
            implements ValueStatistics {
        public Texts {
            frequent = List.copyOf(frequent);
        }
    }

    /// Statistics of the sizes of bytes, lists and maps.
    record Sizes(Numbers sizes) implements ValueStatistics {}

    /// A frequent text, shortened if it is long, with the number of records that have it.
    record Frequent(String text, long count) {}
}
