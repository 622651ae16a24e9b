package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import org.jspecify.annotations.Nullable;

/// Mergeable aggregate of a set of events, such as those of one tile.
///
/// Adding is commutative, and merging associative and commutative: the result and its bytes are
/// identical however the events are divided and ordered. Not thread-safe.
public interface PartialAggregate {

    /// Adds an event; one without the aggregated column changes nothing.
    void add(Event event);

    /// Merges another partial of the same aggregation, which stays unchanged.
    void merge(PartialAggregate other);

    /// Whether no event was added.
    boolean isEmpty();

    /// The aggregate in the type of [PartialAggregateFactory#type]; null if there is none, as for
    /// no events. In a map the keys are the values' texts, timestamps in ISO 8601. Must not be
    /// modified.
    @Nullable Object value();

    /// Writes what [PartialAggregateFactory#read] reads.
    void write(ByteWriter out);
}
