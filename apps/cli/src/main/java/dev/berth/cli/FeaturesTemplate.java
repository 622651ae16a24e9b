package dev.berth.cli;

import dev.berth.catalog.document.YamlText;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.Origin;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Writes the first description of a data file: its columns as they are, and a guess at the rest,
/// which its author corrects.
final class FeaturesTemplate {
    private static final String WORD = "[A-Za-z][A-Za-z0-9_]{0,63}";

    /// Features of more columns would have to be thinned out by hand.
    private static final int MEANS_MAX = 3;

    private final String name;
    private final Map<String, FeatureType> columns;
    private final List<String> leftOut;
    private final StringBuilder yaml = new StringBuilder();

    private FeaturesTemplate(String name, Map<String, FeatureType> columns, List<String> leftOut) {
        this.name = name;
        this.columns = columns;
        this.leftOut = leftOut;
    }

    /// The description of a file.
    ///
    /// @param name of its source and of the view over it
    /// @param path as it is to be written
    /// @param columns empty for one of an unknown type
    static String of(
            String name,
            Origin.Format format,
            String path,
            Map<String, Optional<FeatureType>> columns) {
        Map<String, FeatureType> known = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        columns.forEach(
                (column, type) -> {
                    if (type.isPresent() && column.matches(WORD)) {
                        known.put(column, type.get());
                    } else {
                        leftOut.add(column);
                    }
                });
        return new FeaturesTemplate(name, known, leftOut).write(format, path);
    }

    /// A description of orders, for want of a file.
    static String example() {
        Map<String, Optional<FeatureType>> columns = new LinkedHashMap<>();
        columns.put("at", Optional.of(FeatureType.of(ValueType.TIMESTAMP)));
        columns.put("customer", Optional.of(FeatureType.of(ValueType.STRING)));
        columns.put("price", Optional.of(FeatureType.of(ValueType.FLOAT64)));
        return of("orders", Origin.Format.CSV, "data/orders.csv", columns);
    }

    private String write(Origin.Format format, String path) {
        String time = first(type -> type == ValueType.TIMESTAMP).orElse("time");
        String key =
                first(type -> type == ValueType.STRING)
                        .or(() -> first(ValueType::isInteger))
                        .orElse("key");
        FeatureType keyType = columns.getOrDefault(key, FeatureType.of(ValueType.STRING));
        yaml.append(
                "# Guessed from the columns of "
                        + path.replace('\n', ' ')
                        + ": correct what is not so, and say what things\n"
                        + "# mean. `berth check` tells whether it fits, docs/guides/features.md what else can"
                        + " be said.\n\nentities:\n"
                        + "  # A kind of thing of which features tell; requests name one by this key.\n"
                        + "  "
                        + key
                        + ": {type: "
                        + keyType
                        + ", meaning: who or what an event is about}\n\n");
        source(format, path, time);
        view(key);
        return yaml.toString();
    }

    private void source(Origin.Format format, String path, String time) {
        yaml.append("sources:\n  " + name + ":\n");
        yaml.append("    " + format.name().toLowerCase(Locale.ROOT) + ": " + YamlText.of(path));
        yaml.append(
                "\n    # When an event happened. If it was known later, `created:` names the column with that time:\n");
        yaml.append("    # it is what keeps training honest.\n    time: " + time + "\n");
        yaml.append("    columns:\n");
        columns.forEach(
                (column, type) ->
                        yaml.append(
                                "      " + column + ": " + YamlText.of(type.toString()) + "\n"));
        for (String column : leftOut) {
            yaml.append(
                    "      # left out, for its name or its type: "
                            + column.replace('\n', ' ')
                            + "\n");
        }
    }

    private void view(String key) {
        yaml.append("\nviews:\n  " + name + ":\n    version: 1\n");
        yaml.append("    summary: What the last days tell\n");
        yaml.append("    entities: {" + key + ": " + key + "}\n    source: " + name + "\n");
        yaml.append(
                "    # Older than that, every value is missing.\n    # ttl: 30d\n    features:\n");
        yaml.append(
                "      count_1d: {aggregate: count, window: 1d, meaning: how many events there were in the last day}\n");
        columns.entrySet().stream()
                .filter(column -> !column.getKey().equals(key))
                .filter(column -> column.getValue().form() == FeatureType.Form.SINGLE)
                .filter(column -> column.getValue().element().isNumber())
                .limit(MEANS_MAX)
                .forEach(
                        column ->
                                yaml.append(
                                        "      "
                                                + shortened(column.getKey())
                                                + "_mean_7d: {aggregate: mean, of: "
                                                + column.getKey()
                                                + ", window: 7d, meaning: the mean "
                                                + column.getKey()
                                                + " of the last seven days}\n"));
    }

    /// Leaves room for what is put behind it.
    private static String shortened(String column) {
        return column.substring(0, Math.min(column.length(), 50));
    }

    private Optional<String> first(Predicate<ValueType> isWanted) {
        return columns.entrySet().stream()
                .filter(column -> column.getValue().form() == FeatureType.Form.SINGLE)
                .filter(column -> isWanted.test(column.getValue().element()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
