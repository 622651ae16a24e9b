package dev.berth.features.aggregate;

import dev.berth.core.feature.ValueType;
import java.time.Instant;

/// Text of a value as the key of a map: `true`, `-7`, the text itself, `2026-01-31T00:00:00Z`.
final class ValueText {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private ValueText() {}

    /// Whether values of the type are suitable keys: few, and with one text each.
    static boolean isFor(ValueType type) {
        return switch (type) {
            case BOOL, INT32, INT64, STRING, TIMESTAMP -> true;
            case FLOAT32, FLOAT64, BYTES -> false;
        };
    }

    static String of(ValueType type, Object value) {
        return switch (type) {
            case BOOL, INT32, INT64, STRING -> value.toString();
            case TIMESTAMP -> ofMicros((Long) value);
            case FLOAT32, FLOAT64, BYTES ->
                    throw new IllegalArgumentException(type + " is no key of a map");
        };
    }

    private static String ofMicros(long micros) {
        long second = Math.floorDiv(micros, MICROS_PER_SECOND);
        long rest = Math.floorMod(micros, MICROS_PER_SECOND);
        return Instant.ofEpochSecond(second, 1000 * rest).toString();
    }
}
