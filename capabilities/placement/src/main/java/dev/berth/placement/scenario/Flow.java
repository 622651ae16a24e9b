package dev.berth.placement.scenario;

import java.util.List;
import java.util.Optional;

/// Stream of items from ends over components to ends, without cycles.
///
/// @param itemsPerSecond of one user in a session
/// @param edges at least one
public record Flow(String name, double itemsPerSecond, List<Edge> edges) {
    /// Way of items from one node to another.
    ///
    /// @param from an end or a component
    /// @param to an end or a component
    /// @param data class of the data; empty for data of no class
    public record Edge(String from, String to, double itemBytes, Optional<String> data) {}

    public Flow {
        edges = List.copyOf(edges);
        if (edges.isEmpty()) {
            throw new IllegalArgumentException(name + ": no edges (expected: at least 1)");
        }
    }
}
