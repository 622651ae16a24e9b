package dev.berth.features.state;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What a view keeps of one entity.
///
/// Events are added when they are known, in whatever order; one that is yet to happen is kept until
/// it has. Values can be read for instants from the last event's on that was added, not decreasing.
/// What is kept, and its bytes, do not depend on the order. For one thread.
public interface EntityState {

    /// Takes an event into account that is known, as of its [Event#createdMicros] or later.
    default void add(Event event) {
        add(event, Long.MAX_VALUE);
    }

    /// Takes an event into account that arrived at an instant. If that is before the event's
    /// [Event#createdMicros], as the clocks of its senders differ or it tells of a plan, the event
    /// is kept until it counts.
    void add(Event event, long arrivedMicros);

    /// Puts the values at an instant, without defaults, into `into`, one for each of the view's
    /// features in their order; null where a value is missing.
    ///
    /// @return when the latest event that counts happened; [Long#MIN_VALUE] if there is none
    long read(long atMicros, @Nullable Object[] into);

    /// The same, of some features: what no other of these shares is not computed, and their places
    /// are left as they are.
    ///
    /// @param wanted by their indexes in the view
    default long read(long atMicros, @Nullable Object[] into, BitSet wanted) {
        return read(atMicros, into);
    }

    /// The instant from which on it has values, in microseconds since 1970: before it something of
    /// what is kept was not visible yet. [Long#MIN_VALUE] if nothing is kept. Not after a read,
    /// which lets time continue.
    long answersFromMicros();

    /// Writes what [EntityStateFactory#read] reads.
    void write(ByteWriter out);
}
