package dev.berth.architecture.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Components of a system and the flows between them. Immutable.
///
/// A call is in it twice: as a call, from caller to callee, and as what the caller sends and gets
/// back, by [Flow.Kind#DATA]. What comes back from an endpoint goes through the endpoint's guards.
public final class SystemGraph {
    private final String name;
    private final Map<String, Component> components;
    private final List<Flow> flows;
    private final Map<End, List<Flow>> outgoing = new HashMap<>();
    private final Map<End, List<Flow>> incoming = new HashMap<>();

    private final Set<Call> calls = new HashSet<>();

    private record End(String id, Flow.Kind kind) {}

    private record Call(String caller, String callee) {}

    private SystemGraph(String name, Map<String, Component> components, List<Flow> flows) {
        this.name = name;
        this.components = components;
        this.flows = flows;
        for (Flow flow : flows) {
            require(flow.from());
            require(flow.to());
            outgoing.computeIfAbsent(new End(flow.from(), flow.kind()), _ -> new ArrayList<>())
                    .add(flow);
            incoming.computeIfAbsent(new End(flow.to(), flow.kind()), _ -> new ArrayList<>())
                    .add(flow);
            if (flow.kind() == Flow.Kind.CALL) {
                calls.add(new Call(flow.from(), flow.to()));
            }
        }
    }

    /// A graph.
    ///
    /// @param components in the order in which they are drawn and listed
    /// @throws IllegalArgumentException if an id is there twice, or a flow has an end that is none
    ///   of the components
    public static SystemGraph of(String name, List<Component> components, List<Flow> flows) {
        Map<String, Component> byId = new LinkedHashMap<>();
        for (Component component : components) {
            if (byId.put(component.id(), component) != null) {
                throw new IllegalArgumentException(
                        "component '" + component.id() + "' twice (expected: once)");
            }
        }
        return new SystemGraph(name, Collections.unmodifiableMap(byId), List.copyOf(flows));
    }

    private void require(String id) {
        if (!components.containsKey(id)) {
            throw new IllegalArgumentException(
                    "'" + id + "' (expected: the id of a component of the graph)");
        }
    }

    /// The name of the system.
    public String name() {
        return name;
    }

    public List<Component> components() {
        return List.copyOf(components.values());
    }

    public Optional<Component> find(String id) {
        return Optional.ofNullable(components.get(id));
    }

    /// A component that is there.
    ///
    /// @throws IllegalArgumentException if it is not
    public Component component(String id) {
        return find(id).orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'" + id + "' (expected: the id of a component)"));
    }

    public List<Flow> flows() {
        return flows;
    }

    /// Flows of a kind that leave a component, in their order.
    public List<Flow> outgoing(String id, Flow.Kind kind) {
        return Collections.unmodifiableList(outgoing.getOrDefault(new End(id, kind), List.of()));
    }

    /// Flows of a kind that reach a component, in their order.
    public List<Flow> incoming(String id, Flow.Kind kind) {
        return Collections.unmodifiableList(incoming.getOrDefault(new End(id, kind), List.of()));
    }

    /// Whether a component calls another one itself.
    public boolean calls(String caller, String callee) {
        return calls.contains(new Call(caller, callee));
    }

    /// Whether values are a request or an answer: between caller and callee, or through a guard.
    public boolean isOfCall(Flow flow) {
        return calls(flow.from(), flow.to())
                || calls(flow.to(), flow.from())
                || component(flow.from()).kind() == ComponentKind.GUARD
                || component(flow.to()).kind() == ComponentKind.GUARD;
    }
}
