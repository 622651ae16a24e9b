package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.ImmutableEvent;
import java.util.function.ObjLongConsumer;

/// Which texts there are most often, how often, and about how many different ones, in bounded
/// memory; with the same error as the aggregates `top` and `distinct`. For one thread.
public final class FrequentTexts {
    private final TopPartial top;
    private final DistinctSketch distinct = new DistinctSketch();

    /// @param count how many of the most frequent are wanted
    public FrequentTexts(int count) {
        top = new TopPartial(new EventColumn(0, FeatureType.of(ValueType.STRING)), count);
    }

    /// Adds a text.
    ///
    /// @param draw that differs from one addition to the next, and looks random: by it some are
    ///   chosen when there are too many different texts to count
    public void add(String text, long draw) {
        top.add(new ImmutableEvent(draw, draw, new Object[] {text}));
        distinct.add(ValueHash.ofText(text));
    }

    /// How many different ones there are: exactly up to 256, then with a standard error of 1.6 %.
    public long distinctCount() {
        return distinct.count();
    }

    /// Shows the most frequent with their counts, the most frequent first: exact up to 1000
    /// different texts, estimated beyond. None that was met once alone.
    public void forEachFrequent(ObjLongConsumer<String> visitor) {
        top.forEachBest((text, count) -> visitor.accept((String) text, count));
    }
}
