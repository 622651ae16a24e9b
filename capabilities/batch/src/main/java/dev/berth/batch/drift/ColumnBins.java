package dev.berth.batch.drift;

import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.statistics.FrequentTexts;
import dev.berth.statistics.QuantileSketch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bins of a column's values, made from the reference: ten of numbers, each with a tenth of them,
/// or one for each frequent text; besides one for values that are missing or none. For one thread.
final class ColumnBins {
    private static final int NUMBER_BINS = 10;
    private static final int TEXT_BINS = 18;

    private final String column;
    private final boolean isNumber;
    private final QuantileSketch numbers = new QuantileSketch();
    private final FrequentTexts texts = new FrequentTexts(TEXT_BINS);
    private boolean hasNumbers;
    private double[] edges = {};
    private final Map<String, Integer> places = new HashMap<>();

    /// @param isNumber whether values are numbers, and not texts and truth values
    ColumnBins(String column, boolean isNumber) {
        this.column = column;
        this.isNumber = isNumber;
    }

    String column() {
        return column;
    }

    /// Takes a row of the reference into account.
    void learn(DataRow row) {
        if (isNumber) {
            Double number = number(row, column);
            if (number != null) {
                hasNumbers = true;
                numbers.add(number);
            }
        } else {
            String text = row.text(column);
            if (text != null) {
                texts.add(text, row.number() * 0x9e3779b97f4a7c15L);
            }
        }
    }

    /// Ends what the reference teaches.
    void fix() {
        if (isNumber && hasNumbers) {
            edges = new double[NUMBER_BINS - 1];
            for (int i = 0; i < edges.length; i++) {
                edges[i] = numbers.quantile((i + 1.0) / NUMBER_BINS);
            }
            edges = Arrays.stream(edges).distinct().toArray();
        }
        if (!isNumber) {
            texts.forEachFrequent((text, count) -> places.put(text, places.size() + 1));
        }
    }

    /// Bins, of which the first is of missing values.
    int count() {
        return isNumber ? edges.length + 2 : places.size() + 2;
    }

    /// The bin of a row.
    ///
    /// @param name of the column in the rows
    int bin(DataRow row, String name) {
        if (isNumber) {
            Double number = number(row, name);
            if (number == null) {
                return 0;
            }
            int place = Arrays.binarySearch(edges, number);
            return 1 + (place >= 0 ? place : -place - 1);
        }
        String text = row.text(name);
        if (text == null) {
            return 0;
        }
        Integer place = places.get(text);
        return place == null ? places.size() + 1 : place;
    }

    /// Null for one that is missing, NaN or no number.
    private static @Nullable Double number(DataRow row, String name) {
        try {
            return row.value(name) instanceof Number number && !Double.isNaN(number.doubleValue())
                    ? (Double) number.doubleValue()
                    : null;
        } catch (InvalidRowException e) {
            return null;
        }
    }
}
