package dev.berth.features.history;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.Event;
import java.util.List;
import java.util.Optional;

/// The events of a system's sources.
public interface OfflineStore {

    /// Shows events, entity by entity: the keys in ascending order, the first entity's first; the
    /// events of one entity in any order. Blocks until all are shown; may be interrupted.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` or `source-schema-mismatch`,
    ///   before the first event or between two; whatever the visitor throws
    void visit(HistoryQuery query, Visitor visitor);

    /// Counts the events of a view by the day from which they are visible; events with one id count
    /// each. Empty if that cannot be had.
    ///
    /// @param afterMicros the instant up to which [EventCounts.Reading#before] counts
    /// @param untilMicros the instant up to which [EventCounts.Reading#all] counts, not before that
    /// @throws dev.berth.core.ProblemException as [#visit]
    default Optional<EventCounts.Reading> count(
            FeatureView view, long afterMicros, long untilMicros) {
        return Optional.empty();
    }

    /// What is shown events.
    interface Visitor {
        /// The next event.
        ///
        /// @param key those of the view's entities in their order; the same list as before for the
        ///   same entity
        void event(List<Object> key, Event event);
    }
}
