package dev.berth.catalog.traffic;

import dev.berth.core.endpoint.TrafficWeightChange;
import java.util.List;

/// The content of a journal of weights.
///
/// @param earlier how many changes came before these, which lie in the audit
/// @param changes from the first to the last
record WeightHistory(int earlier, List<TrafficWeightChange> changes) {
    static final WeightHistory NONE = new WeightHistory(0, List.of());

    WeightHistory {
        changes = List.copyOf(changes);
    }
}
