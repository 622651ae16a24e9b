package dev.berth.core.feature;

import java.util.Optional;

/// The type of a column or feature: single values, lists of them, written `float32[]`, or maps from
/// texts to them, written `map<float32>`.
public record FeatureType(ValueType element, Form form) {
    private static final String LIST = "[]";

    /// Shape of a feature's value: single or several.
    public enum Form {
        SINGLE,
        /// A `List` in Java.
        LIST,
        /// A `SortedMap` from String in Java: what an aggregate by a key gives.
        MAP
    }

    public static FeatureType of(ValueType element) {
        return new FeatureType(element, Form.SINGLE);
    }

    public static FeatureType listOf(ValueType element) {
        return new FeatureType(element, Form.LIST);
    }

    public static FeatureType mapOf(ValueType element) {
        return new FeatureType(element, Form.MAP);
    }

    public boolean isList() {
        return form == Form.LIST;
    }

    public boolean isMap() {
        return form == Form.MAP;
    }

    /// The type of a column by its label; those of maps have none there.
    public static Optional<FeatureType> findByLabel(String label) {
        boolean isList = label.endsWith(LIST);
        return ValueType.findByLabel(
                        isList ? label.substring(0, label.length() - LIST.length()) : label)
                .map(element -> isList ? listOf(element) : of(element));
    }

    @Override
    public String toString() {
        return switch (form) {
            case SINGLE -> element.label();
            case LIST -> element + LIST;
            case MAP -> "map<" + element + ">";
        };
    }
}
