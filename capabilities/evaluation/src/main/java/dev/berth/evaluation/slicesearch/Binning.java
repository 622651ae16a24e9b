package dev.berth.evaluation.slicesearch;

import dev.berth.evaluation.sample.ColumnValues;
import dev.berth.evaluation.sample.ColumnValues.Kind;
import dev.berth.evaluation.slicesearch.BinnedColumn.Codes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Division of a column's values into bins: of numbers into quantiles, of texts into the most
/// frequent. It looks at the column alone, never at the losses.
final class Binning {
    /// Deciles: wide enough for most data sets, narrow enough for a bad age group.
    static final int QUANTILES = 10;

    /// Rows of which quantiles are taken; they are within a fraction of a percent.
    private static final int QUANTILE_ROWS = 100_000;

    private static final int FIRST_TEXT = ColumnValues.FIRST_TEXT;

    private final String name;
    private final ColumnValues values;
    private final int rowsMin;
    private final IntervalText text;
    private final List<Bin> bins = new ArrayList<>();
    private final Codes codes;

    private Binning(String name, ColumnValues values, int rowsMin) {
        this.name = name;
        this.values = values;
        this.rowsMin = rowsMin;
        text = new IntervalText(name, values.kind() == Kind.WHOLE_NUMBERS);
        codes = new Codes(values.size());
    }

    /// @param rowsMin fewest rows of a bin of texts
    static BinnedColumn of(String name, ColumnValues values, int rowsMin) {
        Binning binning = new Binning(name, values, rowsMin);
        return values.isNumeric() ? binning.numbers() : binning.texts();
    }

    private BinnedColumn numbers() {
        double[] sorted = sortedSample();
        double[] distinct = Arrays.stream(sorted).distinct().limit(QUANTILES + 1L).toArray();
        boolean single = distinct.length <= QUANTILES;
        double[] starts = single ? distinct : quantiles(sorted);
        for (int bin = 0; bin < starts.length; bin++) {
            double end = bin + 1 < starts.length ? starts[bin + 1] : Double.POSITIVE_INFINITY;
            double start = bin == 0 ? Double.NEGATIVE_INFINITY : starts[bin];
            bins.add(single ? text.value(starts[bin]) : text.interval(start, end));
        }
        boolean missing = false;
        for (int row = 0; row < values.size(); row++) {
            missing |= Double.isNaN(values.number(row));
        }
        if (missing) {
            bins.add(missing());
        }
        for (int row = 0; row < values.size(); row++) {
            codes.set(row, code(starts, single, values.number(row)));
        }
        List<Double> intervals = single ? List.of() : Arrays.stream(starts).boxed().toList();
        return new BinnedColumn(name, bins, intervals, text, codes);
    }

    private int code(double[] starts, boolean single, double number) {
        if (Double.isNaN(number)) {
            return starts.length;
        }
        // Adding zero makes -0 and 0 equal.
        int at = Arrays.binarySearch(starts, number + 0.0);
        if (Double.isInfinite(number) || (single && at < 0)) {
            return bins.size();
        }
        return at >= 0 ? at : Math.max(0, -at - 2);
    }

    /// Finite numbers of the column, all or every so many.
    private double[] sortedSample() {
        int step = Math.max(1, values.size() / QUANTILE_ROWS);
        double[] sample = new double[values.size() / step + 1];
        int count = 0;
        for (int row = 0; row < values.size(); row += step) {
            double number = values.number(row);
            if (Double.isFinite(number)) {
                sample[count++] = number + 0.0;
            }
        }
        double[] sorted = Arrays.copyOf(sample, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] quantiles(double[] sorted) {
        return IntStream.range(0, QUANTILES)
                .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / QUANTILES)])
                .distinct()
                .toArray();
    }

    private BinnedColumn texts() {
        int places = FIRST_TEXT + values.textCount();
        long[] counts = new long[places];
        for (int row = 0; row < values.size(); row++) {
            counts[values.place(row)]++;
        }
        // The most frequent first, then the first that came.
        int[] frequent =
                IntStream.range(0, places)
                        .filter(place -> place != ColumnValues.UNKNOWN && counts[place] >= rowsMin)
                        .boxed()
                        .sorted((a, b) -> Long.compare(counts[b], counts[a]))
                        .limit(BinnedColumn.BINS_MAX)
                        .mapToInt(Integer::intValue)
                        .toArray();
        int[] codeOfPlace = new int[places];
        Arrays.fill(codeOfPlace, frequent.length);
        for (int place : frequent) {
            codeOfPlace[place] = bins.size();
            bins.add(place == ColumnValues.MISSING ? missing() : category(values.text(place)));
        }
        for (int row = 0; row < values.size(); row++) {
            codes.set(row, codeOfPlace[values.place(row)]);
        }
        return new BinnedColumn(name, bins, List.of(), text, codes);
    }

    private Bin missing() {
        return new Bin(name + " missing", name + " == null");
    }

    private Bin category(String category) {
        String literal = values.kind() == Kind.FLAGS ? category : quoted(category);
        return new Bin(name + "=" + category, name + " == " + literal);
    }

    private static String quoted(String category) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < category.length(); i++) {
            char each = category.charAt(i);
            switch (each) {
                case '"', '\\' -> quoted.append('\\').append(each);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(each)) {
                        quoted.append(String.format("\\u%04x", (int) each));
                    } else {
                        quoted.append(each);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
