package dev.berth.features.history;

import dev.berth.core.feature.FeatureView;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which events of a view are wanted.
///
/// @param afterMicros only those visible after this; [Long#MIN_VALUE] for all
/// @param untilMicros only those visible by then
/// @param afterKey only those of entities behind this one; empty for all
/// @param latestSuffices whether of each entity only the event is needed that is the latest by ADR
///   0031; others may be shown all the same
/// @param days only entities with an event that is visible from one of these on, by
///   [EventCounts#day]; empty for all entities
public record HistoryQuery(
        FeatureView view,
        long afterMicros,
        long untilMicros,
        Optional<List<Object>> afterKey,
        boolean latestSuffices,
        Optional<Days> days) {
    public HistoryQuery {
        afterKey = afterKey.map(List::copyOf);
    }

    /// One of all entities.
    public HistoryQuery(
            FeatureView view,
            long afterMicros,
            long untilMicros,
            Optional<List<Object>> afterKey,
            boolean latestSuffices) {
        this(view, afterMicros, untilMicros, afterKey, latestSuffices, Optional.empty());
    }

    /// Some days, as [EventCounts] has them.
    ///
    /// @param firstDay as [EventCounts#firstDay]
    public record Days(long firstDay, SortedSet<Long> days) {
        public Days {
            days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
        }
    }
}
