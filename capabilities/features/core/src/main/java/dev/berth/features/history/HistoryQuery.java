package dev.berth.features.history;

import dev.berth.core.feature.FeatureView;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Query for the events of a view.
///
/// @param afterMicros only events visible after this; [Long#MIN_VALUE] for all
/// @param untilMicros only events visible by then
/// @param afterKey only events of entities after this key; empty for all
/// @param latestSuffices whether only the latest event of each entity by ADR 0031 is needed; others
///   may be returned as well
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

    /// Query for all entities.
    public HistoryQuery(
            FeatureView view,
            long afterMicros,
            long untilMicros,
            Optional<List<Object>> afterKey,
            boolean latestSuffices) {
        this(view, afterMicros, untilMicros, afterKey, latestSuffices, Optional.empty());
    }

    /// Set of days, as in [EventCounts].
    ///
    /// @param firstDay as [EventCounts#firstDay]
    public record Days(long firstDay, SortedSet<Long> days) {
        public Days {
            days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
        }
    }
}
