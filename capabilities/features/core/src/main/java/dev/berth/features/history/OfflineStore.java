package dev.berth.features.history;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.Event;
import java.util.List;
import java.util.Optional;

/// Access to the historical events of a system's sources.
public interface OfflineStore {

    /// Passes events to a visitor entity by entity: keys in ascending order of the first entity,
    /// then the next; the events of one entity in any order. Blocks until all are visited;
    /// interruptible.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` or `source-schema-mismatch`,
    ///   before the first event or between two; and any exception of the visitor
    void visit(HistoryQuery query, Visitor visitor);

    /// Counts the events of a view by the day from which they are visible; duplicate ids count
    /// each. Empty if the store cannot count.
    ///
    /// @param afterMicros the instant up to which [EventCounts.Reading#before] counts
    /// @param untilMicros the instant up to which [EventCounts.Reading#all] counts, not before that
    /// @throws dev.berth.core.ProblemException as [#visit]
    default Optional<EventCounts.Reading> count(
            FeatureView view, long afterMicros, long untilMicros) {
        return Optional.empty();
    }

    /// Receiver of events.
    interface Visitor {
        /// Receives the next event.
        ///
        /// @param key the keys of the view's entities in their order; the same list object for
        ///   further events of an entity
        void event(List<Object> key, Event event);
    }
}
