package dev.berth.core.feature;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The type of a single value of a column, a key or a feature.
///
/// In Java: Boolean, Integer, Long, Float, Double, String, `byte[]`, and Long for a timestamp,
/// which is counted in microseconds since 1970-01-01T00:00:00Z.
public enum ValueType {
    BOOL,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64,
    STRING,
    BYTES,
    TIMESTAMP;

    private static final Map<String, ValueType> BY_LABEL = new HashMap<>();

    static {
        for (ValueType type : values()) {
            BY_LABEL.put(type.label(), type);
        }
    }

    /// The type as files and people write it: `float64`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    public boolean isInteger() {
        return this == INT32 || this == INT64;
    }

    public boolean isNumber() {
        return isFloating() || isInteger();
    }

    /// A whole number as a value of this type; empty if it is none of its numbers.
    public Optional<Object> ofWhole(long number) {
        return switch (this) {
            case INT64 -> Optional.of(number);
            case INT32 -> number == (int) number ? Optional.of((int) number) : Optional.empty();
            case FLOAT64 -> Optional.of((double) number);
            case FLOAT32 -> Optional.of((float) number);
            case BOOL, STRING, BYTES, TIMESTAMP -> Optional.empty();
        };
    }

    public static Optional<ValueType> findByLabel(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    @Override
    public String toString() {
        return label();
    }
}
