package dev.berth.features.aggregate;

import dev.berth.core.feature.ValueType;
import dev.berth.statistics.StableHash;

/// [StableHash] of a value of a given type.
public final class ValueHash {
    private ValueHash() {}

    /// Hashes a single value in the Java form of its type.
    public static long of(ValueType type, Object value) {
        return switch (type) {
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, TIMESTAMP ->
                    StableHash.ofWord(OrderPreservingEncoding.of(type, value));
            case STRING -> StableHash.ofText((String) value);
            case BYTES -> StableHash.ofBytes((byte[]) value);
        };
    }
}
