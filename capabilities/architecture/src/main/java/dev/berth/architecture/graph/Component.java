package dev.berth.architecture.graph;

import dev.berth.core.system.SourceLocation;

/// Component of a system.
///
/// @param id unique in the graph: the kind and the name, such as `model toxicity-head`
/// @param name unique among those of the kind
/// @param location where it is described
public record Component(
        String id, ComponentKind kind, String name, ComponentFacts facts, SourceLocation location) {
    /// A component with the id that its kind and name give.
    public static Component of(
            ComponentKind kind, String name, ComponentFacts facts, SourceLocation location) {
        return new Component(id(kind, name), kind, name, facts, location);
    }

    /// The id of a component.
    public static String id(ComponentKind kind, String name) {
        return kind.word() + " " + name;
    }

    @Override
    public String toString() {
        return id;
    }
}
