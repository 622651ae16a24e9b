package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Search for what a failure takes down: callers fail with a callee that they need, and with the
/// last of a group of which one suffices.
final class FailureSearch {
    private final SystemGraph graph;
    private final Map<String, Set<String>> ofCause = new HashMap<>();

    /// Calls of a caller of which one suffices.
    private final Map<Group, Integer> sizes = new HashMap<>();

    private record Group(String caller, Optional<String> name) {}

    FailureSearch(SystemGraph graph) {
        this.graph = graph;
        for (Component component : graph.components()) {
            for (String cause : component.facts().failsWith()) {
                ofCause.computeIfAbsent(cause, _ -> new LinkedHashSet<>()).add(component.id());
            }
        }
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.CALL && flow.use().oneOf().isPresent()) {
                sizes.merge(group(flow), 1, Integer::sum);
            }
        }
    }

    private static Group group(Flow flow) {
        return new Group(flow.from(), flow.use().oneOf());
    }

    /// Whether a component can fail at once: it has one instance, or a cause that fails them all.
    static boolean failsAtOnce(ComponentFacts facts) {
        return facts.replicas().orElse(1) == 1 || !facts.failsWith().isEmpty();
    }

    /// What fails at once with a component, itself among it.
    Set<String> together(String id) {
        Set<String> together = new LinkedHashSet<>(List.of(id));
        graph.component(id)
                .facts()
                .failsWith()
                .forEach(cause -> together.addAll(ofCause.getOrDefault(cause, Set.of())));
        return together;
    }

    /// The calls by which a failure takes down the nearest of some components, from there to the
    /// failure.
    ///
    /// @param begins what has failed
    /// @return empty if it takes down none but those that have failed
    Optional<List<Flow>> path(Set<String> begins, Set<String> ends) {
        Map<String, Flow> by = new HashMap<>();
        Map<Group, Integer> downOfGroup = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(begins);
        while (!open.isEmpty()) {
            for (Flow flow : graph.incoming(open.remove(), Flow.Kind.CALL)) {
                String caller = flow.from();
                if (!by.containsKey(caller)
                        && !begins.contains(caller)
                        && takesDown(flow, downOfGroup)) {
                    by.put(caller, flow);
                    if (ends.contains(caller)) {
                        return Optional.of(path(by, caller));
                    }
                    open.add(caller);
                }
            }
        }
        return Optional.empty();
    }

    private boolean takesDown(Flow flow, Map<Group, Integer> downOfGroup) {
        if (flow.use().oneOf().isEmpty()) {
            return !flow.use().isOptional();
        }
        return downOfGroup.merge(group(flow), 1, Integer::sum).equals(sizes.get(group(flow)));
    }

    private static List<Flow> path(Map<String, Flow> by, String from) {
        List<Flow> path = new ArrayList<>();
        for (Flow flow = by.get(from); flow != null; flow = by.get(flow.to())) {
            path.add(flow);
        }
        return path;
    }
}
