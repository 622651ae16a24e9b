package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;

/// Encoding of numbers, timestamps and booleans as integers of the same order, compared and stored
/// without objects. -0.0 is less than 0.0, and NaN greater than all others.
final class OrderPreservingEncoding {
    private OrderPreservingEncoding() {}

    /// Whether values of the type are ordinals.
    static boolean isFor(FeatureType type) {
        return !type.isList() && isFor(type.element());
    }

    static boolean isFor(ValueType type) {
        return switch (type) {
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, TIMESTAMP -> true;
            case STRING, BYTES -> false;
        };
    }

    static long ofReal(double value) {
        return swap(Double.doubleToLongBits(value));
    }

    static long of(ValueType type, Object value) {
        return switch (type) {
            case BOOL -> ((Boolean) value) ? 1 : 0;
            case INT32, INT64, TIMESTAMP -> ((Number) value).longValue();
            case FLOAT32, FLOAT64 -> ofReal(((Number) value).doubleValue());
            case STRING, BYTES -> throw new IllegalArgumentException(type + " has no ordinals");
        };
    }

    /// The value that has this ordinal, as [ValueType] says.
    static Object value(ValueType type, long ordinal) {
        return switch (type) {
            case BOOL -> ordinal != 0;
            case INT32 -> (int) ordinal;
            case INT64, TIMESTAMP -> ordinal;
            case FLOAT32 -> (float) Double.longBitsToDouble(swap(ordinal));
            case FLOAT64 -> Double.longBitsToDouble(swap(ordinal));
            case STRING, BYTES -> throw new IllegalArgumentException(type + " has no ordinals");
        };
    }

    /// Bits of floating-point numbers grow with the numbers, those of negative ones the other way:
    /// they are turned over, and back, all but the sign.
    private static long swap(long bits) {
        return bits ^ ((bits >> 63) >>> 1);
    }
}
