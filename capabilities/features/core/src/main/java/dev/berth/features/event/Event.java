package dev.berth.features.event;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.bytes.ValueCodec;
import org.jspecify.annotations.Nullable;

/// Event of an entity, with the columns that features read, by position.
///
/// Times are microseconds since 1970-01-01T00:00:00Z. A value is read by the method of its column's
/// type, and only if it is present. An engine may reuse the object for the next event: a receiver
/// copies the values that it retains.
public interface Event {

    /// When the event happened.
    long timeMicros();

    /// When the event became known; before the event time only if the senders' clocks differ.
    long createdMicros();

    /// From when the event counts: when it had happened and was known.
    default long visibleMicros() {
        return Math.max(timeMicros(), createdMicros());
    }

    /// Whether the column has no value for this event; NaN counts as missing.
    boolean isMissing(int column);

    /// The value of a bool (0 or 1), int32, int64 or timestamp column.
    long integer(int column);

    /// The value of a float32 or float64 column.
    double real(int column);

    /// The value of a string column.
    String text(int column);

    /// The value of a column of any type, lists included, as [dev.berth.core.feature.ValueType]
    /// says; null if it is missing.
    @Nullable Object value(int column);

    /// Writes the value of a column of any type, or a marker that it is missing, as
    /// [ValueCodec#write].
    default void write(int column, FeatureType type, ByteWriter out) {
        ValueCodec.write(type, value(column), out);
    }
}
