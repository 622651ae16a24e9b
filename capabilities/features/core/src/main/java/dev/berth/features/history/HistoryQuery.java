package dev.berth.features.history;

import dev.berth.core.feature.FeatureView;
import java.util.List;
import java.util.Optional;

/// Which events of a view are wanted.
///
/// @param afterMicros only those visible after this; [Long#MIN_VALUE] for all
/// @param untilMicros only those visible by then
/// @param afterKey only those of entities behind this one; empty for all
/// @param latestSuffices whether of each entity only the event is needed that is the latest by ADR
///   0031; others may be shown all the same
public record HistoryQuery(
        FeatureView view,
        long afterMicros,
        long untilMicros,
        Optional<List<Object>> afterKey,
        boolean latestSuffices) {
    public HistoryQuery {
        afterKey = afterKey.map(List::copyOf);
    }
}
