package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Flow;
import dev.berth.core.system.SourceLocation;
import java.util.List;

/// Place at which a constraint is broken.
///
/// @param path ids of components in their order, from the first to the last; at least one, but none
///   if what is required is missing
/// @param flows between them, one less than components, or as many on a cycle; none if the
///   components are at fault by themselves
/// @param message what is found, without the name of the constraint
/// @param location what to change: of a path the last step, otherwise the component
/// @param remedy how to mend it, in the imperative
public record Violation(
        List<String> path,
        List<Flow> flows,
        String message,
        SourceLocation location,
        String remedy) {
    public Violation {
        path = List.copyOf(path);
        flows = List.copyOf(flows);
    }
}
