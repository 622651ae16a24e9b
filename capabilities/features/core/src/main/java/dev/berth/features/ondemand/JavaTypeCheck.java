package dev.berth.features.ondemand;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.List;

/// Check of Java objects against a feature type, as defined by [ValueType].
final class JavaTypeCheck {
    private JavaTypeCheck() {}

    /// Elements of lists may be missing.
    static boolean is(FeatureType type, Object value) {
        return switch (type.form()) {
            case SINGLE -> is(type.element(), value);
            case LIST ->
                    value instanceof List<?> list
                            && list.stream()
                                    .allMatch(each -> each == null || is(type.element(), each));
            case MAP -> false;
        };
    }

    private static boolean is(ValueType type, Object value) {
        return switch (type) {
            case BOOL -> value instanceof Boolean;
            case INT32 -> value instanceof Integer;
            case INT64, TIMESTAMP -> value instanceof Long;
            case FLOAT32 -> value instanceof Float;
            case FLOAT64 -> value instanceof Double;
            case STRING -> value instanceof String;
            case BYTES -> value instanceof byte[];
        };
    }
}
