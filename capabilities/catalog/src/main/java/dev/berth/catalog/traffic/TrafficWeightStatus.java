package dev.berth.catalog.traffic;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Traffic weights of an endpoint in force, with their history.
///
/// @param declared the weights of its file, by variant
/// @param inForce the weights by which records are divided, by variant
/// @param earlier how many changes came before these
/// @param changes the last, at most 100, from the earlier to the later
public record TrafficWeightStatus(
        EndpointName endpoint,
        Map<String, Double> declared,
        Map<String, Double> inForce,
        int earlier,
        List<TrafficWeightChange> changes) {

    public TrafficWeightStatus {
        declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
        inForce = Collections.unmodifiableMap(new LinkedHashMap<>(inForce));
        changes = List.copyOf(changes);
    }
}
