package dev.berth.core.feature;

import java.util.Optional;

/// The type of a column or feature: single values, or lists of them, written `float32[]`.
public record FeatureType(ValueType element, boolean isList) {
    private static final String LIST = "[]";

    public static FeatureType of(ValueType element) {
        return new FeatureType(element, false);
    }

    public static FeatureType listOf(ValueType element) {
        return new FeatureType(element, true);
    }

    public static Optional<FeatureType> findByLabel(String label) {
        boolean isList = label.endsWith(LIST);
        return ValueType.findByLabel(
                        isList ? label.substring(0, label.length() - LIST.length()) : label)
                .map(element -> new FeatureType(element, isList));
    }

    @Override
    public String toString() {
        return element + (isList ? LIST : "");
    }
}
