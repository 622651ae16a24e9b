package dev.berth.catalog.traffic;

import dev.berth.core.endpoint.TrafficWeightChange;
import java.util.List;

/// What a journal of weights says.
///
/// @param earlier how many changes came before these, which lie in the audit
/// @param changes from the first to the last
public record WeightHistory(int earlier, List<TrafficWeightChange> changes) {
    static final WeightHistory NONE = new WeightHistory(0, List.of());

    public WeightHistory {
        changes = List.copyOf(changes);
    }
}
