package dev.berth.statistics;

import dev.berth.statistics.ValueStatistics.Frequent;
import java.util.ArrayList;
import java.util.List;

/// Builder of the statistics of texts. One that a single record has is left out: it says nothing of
/// the others, and may identify that record. For one thread.
public final class TextStatisticsBuilder implements ValueStatisticsBuilder {
    /// Few enough to be seen at once, and most of what there is of a field that has categories.
    private static final int FREQUENT_MAX = 20;

    /// A prefix that distinguishes most texts; the rest of a long one does not matter to
    /// statistics.
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
