package dev.berth.features.state;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// State of one entity in a view, from which its feature values are read.
///
/// Events are added once known, in any order; a future event is retained until its time. Values can
/// be read for non-decreasing instants from the last added event on. State and bytes do not depend
/// on the order. Not thread-safe.
public interface EntityState {

    /// Adds an event that is known as of its [Event#createdMicros] or later.
    default void add(Event event) {
        add(event, Long.MAX_VALUE);
    }

    /// Adds an event that arrived at an instant. If that is before its [Event#createdMicros],
    /// because clocks differ or it announces a plan, the event is retained until it counts.
    void add(Event event, long arrivedMicros);

    /// Puts the values at an instant, without defaults, into `into` in the order of the view's
    /// features; null for a missing value.
    ///
    /// @return event time of the latest event that counts; [Long#MIN_VALUE] if there is none
    long read(long atMicros, @Nullable Object[] into);

    /// Reads some features: others are not computed and keep their elements, unless they share a
    /// computation.
    ///
    /// @param wanted indexes in the view
    default long read(long atMicros, @Nullable Object[] into, BitSet wanted) {
        return read(atMicros, into);
    }

    /// The first instant with values, in microseconds since 1970: before it some retained event was
    /// not visible yet. [Long#MIN_VALUE] if nothing is retained. Not after a read, which advances
    /// time.
    long answersFromMicros();

    /// Writes what [EntityStateFactory#read] reads.
    void write(ByteWriter out);
}
