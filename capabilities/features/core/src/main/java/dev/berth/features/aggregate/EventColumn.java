package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Accessor to the event column that an aggregate reads.
record EventColumn(int index, FeatureType type) {

    boolean isMissing(Event event) {
        return event.isMissing(index);
    }

    /// Whether values are kept as [OrderPreservingEncoding]s rather than as objects.
    boolean isOrdinal() {
        return OrderPreservingEncoding.isFor(type);
    }

    long ordinal(Event event) {
        return type.element().isFloating()
                ? OrderPreservingEncoding.ofReal(event.real(index))
                : event.integer(index);
    }

    /// The event's own object, which it may change later.
    Object object(Event event) {
        return type.element() == ValueType.STRING && !type.isList()
                ? event.text(index)
                : Objects.requireNonNull(event.value(index));
    }

    /// The value that distinguishes equal hashes; null for ordinals, whose hashes are distinct.
    @Nullable Object key(Event event) {
        return isOrdinal() ? null : object(event);
    }

    /// The order of the values.
    Comparator<Object> order() {
        return (left, right) -> ValueOrder.compare(type.element(), left, right);
    }

    /// The hash of a single value.
    long hash(Event event) {
        return isOrdinal()
                ? StableHash.ofWord(ordinal(event))
                : ValueHash.of(type.element(), object(event));
    }

    /// The value as an object that is never changed.
    Object copy(Event event) {
        if (isOrdinal()) {
            return OrderPreservingEncoding.value(type.element(), ordinal(event));
        }
        return copy(object(event));
    }

    private static Object copy(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (!(value instanceof List<?> elements)) {
            return value;
        }
        List<@Nullable Object> copies = new ArrayList<>(elements.size());
        for (@Nullable Object element : elements) {
            copies.add(element == null ? null : copy(element));
        }
        return Collections.unmodifiableList(copies);
    }
}
