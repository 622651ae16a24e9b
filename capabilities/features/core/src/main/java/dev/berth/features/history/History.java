package dev.berth.features.history;

import dev.berth.features.event.Event;
import java.util.List;

/// The events of a system's sources.
public interface History {

    /// Shows events, entity by entity: the keys in ascending order, the first entity's first; the
    /// events of one entity in any order. Blocks until all are shown; may be interrupted.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` or `source-changed`, before the
    ///   first event or between two; whatever the visitor throws
    void visit(HistoryQuery query, Visitor visitor);

    /// What is shown events.
    interface Visitor {
        /// The next event.
        ///
        /// @param key those of the view's entities in their order; the same list as before for the
        ///   same entity
        void event(List<Object> key, Event event);
    }
}
