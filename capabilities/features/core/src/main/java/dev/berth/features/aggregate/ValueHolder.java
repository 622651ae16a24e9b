package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import org.jspecify.annotations.Nullable;

/// Mutable holder of one column value, replaced without allocation where possible.
final class ValueHolder {
    private final EventColumn column;
    private final boolean isOrdinal;
    private boolean present;
    private long ordinal;
    private @Nullable Object object;

    ValueHolder(EventColumn column) {
        this.column = column;
        isOrdinal = column.isOrdinal();
    }

    boolean isPresent() {
        return present;
    }

    /// Compares the value, which is present, with the event's in [ValueOrder].
    int compare(Event event) {
        return isOrdinal
                ? Long.compare(ordinal, column.ordinal(event))
                : ValueOrder.compare(type().element(), object, column.object(event));
    }

    int compare(ValueHolder other) {
        return isOrdinal
                ? Long.compare(ordinal, other.ordinal)
                : ValueOrder.compare(type().element(), object, other.object);
    }

    void set(Event event) {
        present = true;
        if (isOrdinal) {
            ordinal = column.ordinal(event);
        } else {
            object = column.copy(event);
        }
    }

    void set(ValueHolder other) {
        present = other.present;
        ordinal = other.ordinal;
        object = other.object;
    }

    @Nullable Object value() {
        if (!present) {
            return null;
        }
        return isOrdinal ? OrderPreservingEncoding.value(type().element(), ordinal) : object;
    }

    /// Writes the value, which is present.
    void write(ByteWriter out) {
        Object value = value();
        if (value != null) {
            ValueCodec.writePresent(type(), value, out);
        }
    }

    void read(ByteReader in) {
        present = true;
        Object value = ValueCodec.readPresent(type(), in);
        if (isOrdinal) {
            ordinal = OrderPreservingEncoding.of(type().element(), value);
        } else {
            object = value;
        }
    }

    private FeatureType type() {
        return column.type();
    }
}
