package dev.berth.cli.features;

import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import dev.berth.core.SanitizedText;
import dev.berth.features.statistics.FeatureStatistics;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics.Frequent;
import dev.berth.statistics.ValueStatistics.Numbers;
import dev.berth.statistics.ValueStatistics.Sizes;
import dev.berth.statistics.ValueStatistics.Texts;
import dev.berth.statistics.ValueStatistics.Truths;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Text table of a view's statistics, a line for each feature.
final class StatisticsTable {
    private static final double PERCENT = 100;

    /// As many as fit a line.
    private static final int FREQUENT_SHOWN = 3;

    private static final int TEXT_SHOWN = 20;

    /// Numbers from here on, and below the inverse, are written with an exponent.
    private static final double LARGE = 1e7;

    private static final double SMALL = 1e-3;

    private StatisticsTable() {}

    /// The number of entities, and of sampled ones if there are fewer.
    static String entities(ViewStatistics statistics) {
        long all = statistics.entityCount();
        long sampled = statistics.sampledCount();
        return (sampled == all ? "" : sampled + " of ") + all + " entities";
    }

    static void print(ViewStatistics statistics, PrintStream out) {
        var table = new Table("FEATURE", "COUNT", "MISSING", "MEAN", "MIN", "P50", "MAX", "VALUES");
        for (FeatureStatistics feature : statistics.features()) {
            table.row(row(feature).toArray(String[]::new));
        }
        table.print(out);
    }

    private static List<String> row(FeatureStatistics feature) {
        List<String> cells = new ArrayList<>();
        cells.add(feature.name().value());
        cells.add(Long.toString(feature.presentCount()));
        long without = feature.missingCount() + feature.expiredCount();
        cells.add(percent(without, without + feature.presentCount()));
        Optional<NumericSummary> spread =
                switch (feature.values()) {
                    case Numbers numbers -> numbers.spread();
                    case Texts texts -> texts.lengths().spread();
                    case Sizes sizes -> sizes.sizes().spread();
                    case Truths _ -> Optional.empty();
                };
        cells.add(spread.map(all -> number(all.mean())).orElse(""));
        cells.add(spread.map(all -> number(all.min())).orElse(""));
        cells.add(spread.map(all -> number(all.quantile(0.5))).orElse(""));
        cells.add(spread.map(all -> number(all.max())).orElse(""));
        cells.add(values(feature));
        return cells;
    }

    private static String values(FeatureStatistics feature) {
        return switch (feature.values()) {
            case Numbers numbers ->
                    (bars(numbers) + oddities(numbers) + unit(feature)).stripTrailing();
            case Truths(long trueCount, long falseCount) ->
                    trueCount + falseCount == 0
                            ? ""
                            : "true " + percent(trueCount, trueCount + falseCount);
            case Texts texts -> words(texts, feature.presentCount());
            case Sizes(Numbers sizes) -> bars(sizes) + " (sizes)";
        };
    }

    private static String unit(FeatureStatistics feature) {
        return switch (feature.type().element()) {
            case TIMESTAMP -> " (age in seconds)";
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, STRING, BYTES -> "";
        };
    }

    private static String bars(Numbers numbers) {
        return numbers.spread().map(StatisticsTable::bars).orElse("");
    }

    /// Bars from the first to the last percentile, or over all values if these are equal.
    private static String bars(NumericSummary spread) {
        double from = spread.quantile(0.01);
        double to = spread.quantile(0.99);
        return from < to
                ? Sparkline.of(spread.histogram(), from, to)
                : Sparkline.of(spread.histogram(), spread.min(), spread.max());
    }

    private static String oddities(Numbers numbers) {
        long infinite = numbers.plusInfinityCount() + numbers.minusInfinityCount();
        return (numbers.nanCount() > 0 ? " NaN " + numbers.nanCount() : "")
                + (infinite > 0 ? " infinite " + infinite : "");
    }

    private static String words(Texts texts, long count) {
        List<String> words = new ArrayList<>();
        for (Frequent each : texts.frequent()) {
            if (words.size() < FREQUENT_SHOWN) {
                words.add(shown(each.text()) + " " + percent(each.count(), count));
            }
        }
        String different = texts.distinctCount() + " different (lengths)";
        return words.isEmpty() ? different : String.join(", ", words) + "; " + different;
    }

    private static String shown(String text) {
        String printable = SanitizedText.of(text);
        return printable.length() <= TEXT_SHOWN
                ? printable
                : printable.substring(0, TEXT_SHOWN) + "…";
    }

    private static String percent(long part, long whole) {
        if (whole == 0) {
            return "";
        }
        double percent = PERCENT * part / whole;
        return part == 0 ? "0 %" : "%s %%".formatted(Quantities.digits(percent));
    }

    /// About four significant digits, enough to compare at a glance.
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < LARGE) {
            return Long.toString((long) value);
        }
        if (size >= LARGE || size < SMALL) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
