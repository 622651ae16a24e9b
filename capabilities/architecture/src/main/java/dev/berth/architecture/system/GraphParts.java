package dev.berth.architecture.system;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredFlow;
import dev.berth.core.system.SourceLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Components and flows of a graph while it is put together. For one thread.
final class GraphParts {
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final Map<String, Flow> flows = new LinkedHashMap<>();

    /// Where requests of an endpoint come in and its answers come out, where that is a guard.
    private final Map<String, String> entries = new LinkedHashMap<>();

    private final Map<String, String> exits = new LinkedHashMap<>();

    /// Adds a component, unless there is one of its id.
    ///
    /// @return its id
    String add(ComponentKind kind, String name, ComponentFacts facts, SourceLocation location) {
        Component component = Component.of(kind, name, facts, location);
        components.putIfAbsent(component.id(), component);
        return component.id();
    }

    boolean has(String id) {
        return components.containsKey(id);
    }

    void guarded(String endpoint, String entry, String exit) {
        entries.put(endpoint, entry);
        exits.put(endpoint, exit);
    }

    /// A call with what is sent and what comes back.
    void call(
            String caller,
            String callee,
            Set<String> sent,
            Set<String> returned,
            OptionalDouble perSecond,
            String label,
            CallUse use,
            SourceLocation location) {
        if (caller.equals(callee)) {
            return;
        }
        put(new Flow(Flow.Kind.CALL, caller, callee, Set.of(), perSecond, label, use, location));
        data(caller, entries.getOrDefault(callee, callee), sent, perSecond, label, location);
        data(exits.getOrDefault(callee, callee), caller, returned, perSecond, "", location);
    }

    void data(
            String from,
            String to,
            Set<String> data,
            OptionalDouble perSecond,
            String label,
            SourceLocation location) {
        put(new Flow(Flow.Kind.DATA, from, to, data, perSecond, label, location));
    }

    private void put(Flow flow) {
        flows.putIfAbsent(flow.toString() + '\n' + flow.label(), flow);
    }

    /// Features of a view go to what reads them, by way of the store if there is one.
    void flowOfView(String view, String reader, SourceLocation location) {
        String id = Component.id(ComponentKind.VIEW, view);
        if (!has(id)) {
            return;
        }
        if (has(FeatureComponents.STORE)) {
            call(
                    reader,
                    FeatureComponents.STORE,
                    Set.of(),
                    Set.of(),
                    OptionalDouble.empty(),
                    "reads features",
                    CallUse.NEEDED,
                    location);
        } else {
            data(id, reader, Set.of(), OptionalDouble.empty(), "", location);
        }
    }

    /// A declared flow. One whose ends are not there is left out; it is an error elsewhere.
    void add(DeclaredFlow flow) {
        Optional<String> from = id(flow.from());
        Optional<String> to = id(flow.to());
        if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
            return;
        }
        if (flow.isCall()) {
            call(
                    from.get(),
                    to.get(),
                    flow.data(),
                    flow.returned(),
                    flow.perSecond(),
                    flow.label(),
                    flow.use(),
                    flow.location());
        } else {
            data(
                    from.get(),
                    to.get(),
                    flow.data(),
                    flow.perSecond(),
                    flow.label(),
                    flow.location());
        }
    }

    /// The component of a name, with its kind before it or without.
    ///
    /// @return empty if there is none, or several
    Optional<String> id(String name) {
        if (components.containsKey(name)) {
            return Optional.of(name);
        }
        List<String> found = idsOf(name);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// Ids of the components of a name.
    List<String> idsOf(String name) {
        return components.values().stream()
                .filter(each -> each.name().equals(name))
                .map(Component::id)
                .toList();
    }

    List<Component> components() {
        return new ArrayList<>(components.values());
    }

    List<Flow> flows() {
        return new ArrayList<>(flows.values());
    }
}
