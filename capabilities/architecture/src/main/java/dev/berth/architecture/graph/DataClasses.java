package dev.berth.architecture.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Classes of data that reach each component: its own, and what flows bring. A flow that declares
/// classes carries no others; a component passes on what it does not remove.
public final class DataClasses {
    private DataClasses() {}

    /// Classes by the id of the component; without those that none reaches.
    public static Map<String, Set<String>> reached(SystemGraph graph) {
        Map<String, Set<String>> reached = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (Component component : graph.components()) {
            if (!component.facts().data().isEmpty()) {
                reached.put(component.id(), new TreeSet<>(component.facts().data()));
                open.add(component.id());
            }
        }
        while (!open.isEmpty()) {
            String from = open.remove();
            for (Flow flow : graph.outgoing(from, Flow.Kind.DATA)) {
                Set<String> passing = passing(graph, flow, reached.getOrDefault(from, Set.of()));
                if (!passing.isEmpty()
                        && reached.computeIfAbsent(flow.to(), _ -> new TreeSet<>())
                                .addAll(passing)) {
                    open.add(flow.to());
                }
            }
        }
        return reached;
    }

    /// Those of a component's classes that a flow from it carries.
    public static Set<String> passing(SystemGraph graph, Flow flow, Set<String> classes) {
        Set<String> passing = new TreeSet<>(classes);
        passing.removeAll(graph.component(flow.from()).facts().removes());
        if (!flow.data().isEmpty()) {
            passing.retainAll(flow.data());
        }
        return passing;
    }
}
