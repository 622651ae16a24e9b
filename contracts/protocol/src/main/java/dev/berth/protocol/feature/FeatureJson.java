package dev.berth.protocol.feature;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.protocol.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values of features as JSON: numbers, text and booleans as they are, bytes as base64, maps
/// as objects; null for what is not there, NaN and the infinities.
public final class FeatureJson {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private FeatureJson() {}

    /// Format of points in time.
    public enum Times {
        /// `"2001-03-31T12:00:00Z"`.
        TEXT,
        /// Whole seconds since 1970, as Feast has them.
        UNIX_SECONDS
    }

    /// Appends a value.
    ///
    /// @param type of the feature; for a map, of its values
    public static void write(
            JsonWriter json, FeatureType type, @Nullable Object value, Times times) {
        write(json, type.element(), value, times);
    }

    private static void write(
            JsonWriter json, ValueType type, @Nullable Object value, Times times) {
        switch (value) {
            case null -> json.nullValue();
            case Map<?, ?> map -> {
                json.beginObject();
                map.forEach((key, member) -> write(json.name(key.toString()), type, member, times));
                json.endObject();
            }
            case Iterable<?> list -> {
                json.beginArray();
                list.forEach(element -> write(json, type, element, times));
                json.endArray();
            }
            case byte[] bytes -> json.base64(bytes);
            case Long micros when type == ValueType.TIMESTAMP -> writeTime(json, micros, times);
            default -> json.plain(value);
        }
    }

    private static void writeTime(JsonWriter json, long micros, Times times) {
        switch (times) {
            case TEXT -> json.string(InstantText.of(micros));
            case UNIX_SECONDS -> json.number(Math.floorDiv(micros, MICROS_PER_SECOND));
        }
    }

    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
