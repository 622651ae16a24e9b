package dev.berth.features.statistics;

import dev.berth.features.aggregate.FrequentTexts;
import dev.berth.features.statistics.ValueStatistics.Frequent;
import java.util.ArrayList;
import java.util.List;

/// Texts that gather. One that a single entity has is not told: it says nothing of the others, and
/// may be what that one is known by. For one thread.
final class TextStatisticsBuilder implements ValueStatisticsBuilder {
    /// Few enough to be seen at once, and most of what there is of a feature that has categories.
    private static final int FREQUENT_MAX = 20;

    /// What tells most texts apart; the rest of a long one is no matter of statistics.
    private static final int CHARACTERS_MAX = 100;

    private final FrequentTexts texts = new FrequentTexts(FREQUENT_MAX);
    private final NumericStatisticsBuilder lengths = new NumericStatisticsBuilder();

    @Override
    public void add(Object value, long draw) {
        String text = (String) value;
        texts.add(text, draw);
        lengths.add(text.length());
    }

    @Override
    public ValueStatistics statistics() {
        List<Frequent> frequent = new ArrayList<>();
        texts.forEachFrequent((text, count) -> frequent.add(new Frequent(shortened(text), count)));
        return new ValueStatistics.Texts(texts.distinctCount(), frequent, lengths.statistics());
    }

    private static String shortened(String text) {
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
    }
}
