package dev.berth.architecture.part;

import dev.berth.architecture.constraint.Constraint;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.core.system.SourceLocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// What `berth.yaml` says of a system's architecture beyond what Berth serves.
///
/// @param sites what sites are, in a sentence, by name
/// @param components those that Berth does not serve
/// @param facts of components that Berth serves, by their ids, such as `endpoint topic`
/// @param constraints those of patterns among them
/// @param consumers where consumers are declared, by name
public record ArchitectureDescription(
        Map<String, String> sites,
        List<DeclaredComponent> components,
        Map<String, DeclaredFacts> facts,
        List<DeclaredFlow> flows,
        List<Constraint> constraints,
        Map<String, SourceLocation> consumers) {
    /// Nothing declared.
    public static final ArchitectureDescription NONE =
            new ArchitectureDescription(
                    Map.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());

    public ArchitectureDescription {
        sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
        components = List.copyOf(components);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        flows = List.copyOf(flows);
        constraints = List.copyOf(constraints);
        consumers = Collections.unmodifiableMap(new LinkedHashMap<>(consumers));
    }

    /// Component that Berth does not serve.
    public record DeclaredComponent(
            ComponentKind kind, String name, ComponentFacts facts, SourceLocation location) {}

    /// Facts of a component that Berth serves.
    public record DeclaredFacts(ComponentFacts facts, SourceLocation location, String pointer) {}

    /// Flow between components, by their names or ids.
    ///
    /// @param isCall whether the first calls the second; else values go from the first to the
    ///   second
    /// @param data classes of data that go from the first to the second; empty if not declared
    /// @param returned classes of data that a call gives back; empty if not declared
    /// @param perSecond calls or records in a second
    /// @param label what passes; may be empty
    /// @param use how the caller uses a call
    public record DeclaredFlow(
            String from,
            String to,
            boolean isCall,
            Set<String> data,
            Set<String> returned,
            OptionalDouble perSecond,
            String label,
            Flow.CallUse use,
            SourceLocation location,
            String pointer) {}
}
