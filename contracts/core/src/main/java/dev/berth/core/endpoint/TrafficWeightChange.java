package dev.berth.core.endpoint;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// That somebody changed how an endpoint's records are divided, while it answers.
///
/// @param who a consumer, or the account at a command line: who was known, not who was said
/// @param claimed who the caller says it is, where that is not who is known; otherwise empty
/// @param why in their words
/// @param declared the weights of the endpoint's file at that time; where the file has others by
///   now, it was edited since, and the change is over
/// @param before the weights in force until then, by variant
/// @param after the weights in force from then on, by variant
public record TrafficWeightChange(
        Instant at,
        String who,
        String claimed,
        String why,
        Map<String, Double> declared,
        Map<String, Double> before,
        Map<String, Double> after) {

    public TrafficWeightChange {
        declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }
}
