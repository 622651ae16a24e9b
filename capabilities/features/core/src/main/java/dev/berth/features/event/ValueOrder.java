package dev.berth.features.event;

import dev.berth.core.feature.ValueType;
import dev.berth.statistics.CodePointOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Total order of values that breaks ties. A missing value sorts first, false before true, numbers
/// by size with -0.0 before 0.0 and NaN last, texts by code point (the order of their UTF-8), bytes
/// unsigned, and lists element by element with the shorter first.
public final class ValueOrder {
    private ValueOrder() {}

    /// Compares values of one type, which may be lists of it.
    public static int compare(ValueType type, @Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            int shared = Math.min(first.size(), second.size());
            for (int i = 0; i < shared; i++) {
                int order = compare(type, first.get(i), second.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(first.size(), second.size());
        }
        return switch (type) {
            case BOOL -> Boolean.compare((Boolean) a, (Boolean) b);
            case INT32 -> Integer.compare((Integer) a, (Integer) b);
            case INT64, TIMESTAMP -> Long.compare((Long) a, (Long) b);
            case FLOAT32 -> Float.compare((Float) a, (Float) b);
            case FLOAT64 -> Double.compare((Double) a, (Double) b);
            case STRING -> CodePointOrder.compare((String) a, (String) b);
            case BYTES -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
        };
    }
}
