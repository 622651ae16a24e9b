package dev.berth.cli.features;

import dev.berth.catalog.document.YamlText;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Generator of a first description of a data file: its columns, and a guess at the rest for the
/// author to correct.
final class FeaturesTemplate {
    private static final String WORD = "[A-Za-z][A-Za-z0-9_]{0,63}";

    /// More features would have to be removed by hand.
    private static final int MEANS_MAX = 3;

    private final String name;
    private final Map<String, FeatureType> columns;
    private final Map<String, String> aliases;
    private final List<String> leftOut;
    private final StringBuilder yaml = new StringBuilder();

    private FeaturesTemplate(
            String name,
            Map<String, FeatureType> columns,
            Map<String, String> aliases,
            List<String> leftOut) {
        this.name = name;
        this.columns = columns;
        this.aliases = aliases;
        this.leftOut = leftOut;
    }

    /// Generates the description of a file.
    ///
    /// @param name of its source and view
    /// @param path as written into the description
    /// @param columns empty for one of an unknown type
    static String of(
            String name, String format, String path, Map<String, Optional<FeatureType>> columns) {
        Map<String, FeatureType> known = new LinkedHashMap<>();
        Map<String, String> aliases = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        columns.forEach(
                (column, type) -> {
                    if (type.isEmpty()) {
                        leftOut.add(column);
                        return;
                    }
                    String word = column.matches(WORD) ? column : word(column, columns.keySet());
                    String unique = word;
                    for (int i = 2; known.containsKey(unique); i++) {
                        unique = word + "_" + i;
                    }
                    known.put(unique, type.get());
                    if (!unique.equals(column)) {
                        aliases.put(unique, column);
                    }
                });
        return new FeaturesTemplate(name, known, aliases, leftOut).write(format, path);
    }

    /// A valid name for a column: its letters without diacritics.
    private static String word(String column, Set<String> others) {
        String plain =
                Normalizer.normalize(column.replace("ß", "ss"), Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .replaceAll("[^A-Za-z0-9]+", "_")
                        .replaceAll("^[^A-Za-z]+|_+$", "");
        String word = plain.isEmpty() ? "column" : plain.substring(0, Math.min(plain.length(), 50));
        return others.contains(word) ? word + "_1" : word;
    }

    /// An example description, without a file.
    static String example() {
        Map<String, Optional<FeatureType>> columns = new LinkedHashMap<>();
        columns.put("at", Optional.of(FeatureType.of(ValueType.TIMESTAMP)));
        columns.put("customer", Optional.of(FeatureType.of(ValueType.STRING)));
        columns.put("price", Optional.of(FeatureType.of(ValueType.FLOAT64)));
        return of("orders", "csv", "data/orders.csv", columns);
    }

    private String write(String format, String path) {
        String time =
                first(type -> type == ValueType.TIMESTAMP)
                        .orElseThrow(
                                () ->
                                        missing(
                                                path,
                                                "times, by which events are in order; whole numbers"
                                                        + " are times where a source has `epoch-unit`"));
        String key =
                first(type -> type == ValueType.STRING)
                        .or(() -> first(ValueType::isInteger))
                        .orElseThrow(
                                () ->
                                        missing(
                                                path,
                                                "texts or whole numbers, by which an entity is"
                                                        + " identified"));
        FeatureType keyType = columns.getOrDefault(key, FeatureType.of(ValueType.STRING));
        yaml.append(
                "# Guessed from the columns of "
                        + path.replace('\n', ' ')
                        + ": correct it, and describe what things\n"
                        + "# mean. `berth check` validates it; docs/guides/features.md describes all settings"
                        + ".\n\nentities:\n"
                        + "  # What the features describe; requests name one by this key.\n"
                        + "  "
                        + key
                        + ": {type: "
                        + keyType
                        + ", meaning: the subject of an event}\n\n");
        source(format, path, time);
        view(key);
        return yaml.toString();
    }

    private ProblemException missing(String path, String expected) {
        return new ProblemException(
                ProblemCode.USAGE,
                path + " has the columns " + columns + " (expected: one with " + expected + ")",
                "name a file with events, or write features/"
                        + name
                        + ".yaml by hand; see docs/guides/features.md");
    }

    private void source(String format, String path, String time) {
        yaml.append("sources:\n  " + name + ":\n");
        yaml.append("    " + format + ": " + YamlText.of(path));
        yaml.append(
                "\n    # When an event happened. If it was known later, `created-timestamp-column:` names the column with that time:\n");
        yaml.append(
                "    # it is what keeps training honest.\n    timestamp-column: " + time + "\n");
        yaml.append("    columns:\n");
        columns.forEach(
                (column, type) ->
                        yaml.append(
                                "      " + column + ": " + YamlText.of(type.toString()) + "\n"));
        if (!aliases.isEmpty()) {
            yaml.append("    # What columns are called in the file.\n    aliases:\n");
            aliases.forEach(
                    (column, there) ->
                            yaml.append("      " + column + ": " + YamlText.of(there) + "\n"));
        }
        for (String column : leftOut) {
            yaml.append("      # left out, for its type: " + column.replace('\n', ' ') + "\n");
        }
    }

    private void view(String key) {
        yaml.append("\nviews:\n  " + name + ":\n    version: 1\n");
        yaml.append("    summary: Aggregates of the last days\n");
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
                                                + "_mean_7d: {aggregate: mean, input-column: "
                                                + column.getKey()
                                                + ", window: 7d, meaning: the mean "
                                                + column.getKey()
                                                + " of the last seven days}\n"));
    }

    /// Leaves room for a suffix.
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
