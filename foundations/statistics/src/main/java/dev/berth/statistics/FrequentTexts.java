package dev.berth.statistics;

import java.util.function.ObjLongConsumer;

/// The most frequent texts, how often each was met, and about how many different ones there are, in
/// bounded memory: [FrequentValues] and a [DistinctSketch]. For one thread.
public final class FrequentTexts {
    private final FrequentValues frequent;
    private final DistinctSketch distinct = new DistinctSketch();

    /// @param count how many of the most frequent are wanted
    public FrequentTexts(int count) {
        frequent =
                new FrequentValues(
                        count,
                        (left, right) -> CodePointOrder.compare((String) left, (String) right));
    }

    /// Adds a text.
    ///
    /// @param draw that differs from one addition to the next, and looks random: by it some are
    ///   chosen when there are too many different texts to count
    public void add(String text, long draw) {
        long hash = StableHash.ofText(text);
        long level = StableHash.ofWords(hash, draw, draw);
        if (frequent.isSampled(level) && !frequent.increment(hash, text, level)) {
            frequent.put(hash, text, level);
        }
        distinct.add(hash);
    }

    /// How many different ones there are: exactly up to 256, then with a standard error of 1.6 %.
    public long distinctCount() {
        return distinct.count();
    }

    /// Shows the most frequent with their counts, the most frequent first: exact up to 1000
    /// different texts, estimated beyond. None that was met once alone.
    public void forEachFrequent(ObjLongConsumer<String> visitor) {
        frequent.forEachBest((text, count) -> visitor.accept((String) text, count));
    }
}
