package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import org.jspecify.annotations.Nullable;

/// What an aggregation keeps of some events, such as those of one tile.
///
/// Adding is commutative, and merging associative and commutative: however the same events are
/// divided and ordered, the outcome is the same to the last bit, and so are the bytes that are
/// written. For one thread.
public interface PartialAggregate {

    /// Takes an event into account; one in which the aggregated column is missing changes nothing.
    void add(Event event);

    /// Takes into account what another of the same aggregation has; that one does not change.
    void merge(PartialAggregate other);

    /// Whether no event was taken into account.
    boolean isEmpty();

    /// The aggregate, in the type that [PartialAggregateFactory#type] says; null if there is none,
    /// as of no events. In a map the keys are the values' texts, timestamps in ISO 8601. Not to be
    /// changed.
    @Nullable Object value();

    /// Writes what [PartialAggregateFactory#read] reads.
    void write(ByteWriter out);
}
