package dev.berth.architecture.prediction;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/// Prediction for one component and all that it calls.
///
/// @param component its id
/// @param value milliseconds, a share of time in [0, 1], or cost in a month; empty if what it
///   depends on is not known
/// @param path ids of the components that make up the value: for latency those that decide it, for
///   availability and cost all that are needed, in their order
/// @param unknown ids of components whose own value is needed and not known
/// @param first id of the component to improve first; empty if there is none
public record Prediction(
        String component,
        OptionalDouble value,
        List<String> path,
        Set<String> unknown,
        String first) {
    public Prediction {
        path = List.copyOf(path);
        unknown = Set.copyOf(unknown);
    }
}
