package dev.berth.features.event;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.bytes.ValueCodec;
import org.jspecify.annotations.Nullable;

/// One event of an entity, with the columns from which features are made, by their position.
///
/// Times are microseconds since 1970-01-01T00:00:00Z. A value is asked for by the method of its
/// column's type, and only if it is not missing. An engine may give the same object for one event
/// after the other: a receiver that keeps something of it copies.
public interface Event {

    /// When it happened.
    long timeMicros();

    /// From when it was known; never before it happened unless the clocks of its senders differ.
    long createdMicros();

    /// From when it counts: when it had happened and was known.
    default long visibleMicros() {
        return Math.max(timeMicros(), createdMicros());
    }

    /// Whether the column has no value for this event; NaN is none.
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

    /// Writes the value of a column of any type, or that it is missing, as [ValueCodec#write] does.
    default void write(int column, FeatureType type, ByteWriter out) {
        ValueCodec.write(type, value(column), out);
    }
}
