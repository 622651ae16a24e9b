package dev.berth.features.state;

import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.event.Event;
import org.jspecify.annotations.Nullable;

/// What a view keeps of one entity.
///
/// Events are added when they are known, in whatever order they happened; one that is yet to happen
/// is kept until it has. Values can be read for instants from the last event's on that was added,
/// not decreasing. For one thread.
public interface EntityState {

    /// Takes an event into account, as of its [Event#createdMicros] or later.
    void add(Event event);

    /// Puts the values at an instant, without defaults, into `into`, one for each of the view's
    /// features in their order; null where a value is missing.
    ///
    /// @return when the latest event that counts happened; [Long#MIN_VALUE] if there is none
    long read(long atMicros, @Nullable Object[] into);

    /// Writes what [ViewStates#read] reads.
    void write(ByteWriter out);
}
