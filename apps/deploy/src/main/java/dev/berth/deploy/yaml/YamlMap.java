package dev.berth.deploy.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Mapping of YAML in the order of its entries, each with an optional comment above it. Not
/// thread-safe.
public final class YamlMap {
    private final List<Entry> entries = new ArrayList<>();

    /// An entry.
    ///
    /// @param value a [YamlMap], List of values, String, Boolean, Integer, Long or Double
    /// @param comment in paragraphs separated by a line feed; empty for none
    record Entry(String key, Object value, String comment) {}

    /// An empty mapping.
    public static YamlMap map() {
        return new YamlMap();
    }

    /// A mapping of one entry.
    public static YamlMap of(String key, Object value) {
        return map().put(key, value);
    }

    /// Adds an entry.
    ///
    /// @param value a [YamlMap], List of values, String, Boolean, Integer, Long or Double
    public YamlMap put(String key, Object value) {
        return put(key, value, "");
    }

    /// Adds an entry with a comment, which is wrapped to the width of the file.
    ///
    /// @param comment in paragraphs separated by a line feed
    public YamlMap put(String key, Object value, String comment) {
        boolean isKnown =
                value instanceof YamlMap
                        || value instanceof List
                        || value instanceof String
                        || value instanceof Boolean
                        || value instanceof Integer
                        || value instanceof Long
                        || value instanceof Double;
        if (!isKnown) {
            throw new IllegalArgumentException(
                    key + ": " + value.getClass() + " (expected: a value of YAML)");
        }
        entries.add(new Entry(key, value, comment));
        return this;
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }
}
