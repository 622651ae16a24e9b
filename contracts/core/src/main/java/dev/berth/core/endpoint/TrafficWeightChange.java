package dev.berth.core.endpoint;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Change of the traffic weights of an endpoint at run time.
///
/// @param actor authenticated consumer, or the account at a command line
/// @param claimed name that the caller gives, if it is not the authenticated one; otherwise empty
/// @param reason free text of the actor
/// @param declared the weights of the endpoint's file at that time; where the file has others by
///   now, it was edited since, and the change is over
/// @param before the weights in force until then, by variant
/// @param after the weights in force from then on, by variant
public record TrafficWeightChange(
        Instant at,
        String actor,
        String claimed,
        String reason,
        Map<String, Double> declared,
        Map<String, Double> before,
        Map<String, Double> after) {

    public TrafficWeightChange {
        declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }
}
