package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Search for cycles that have no component in common. What no cycle can go through is taken away
/// until nothing is left or each component has a predecessor that is left; then a walk against the
/// flows ends on a cycle, of which the shortest through its first component is taken.
///
/// Source: Kahn, *Topological sorting of large networks*, Communications of the ACM 5(11), 1962.
final class CycleSearch {
    private final SystemGraph graph;
    private final Flow.Kind kind;
    private final Predicate<Flow> isOpen;

    /// Places of components in the description.
    private final Map<String, Integer> order = new HashMap<>();

    CycleSearch(SystemGraph graph, Flow.Kind kind, Predicate<Flow> isOpen) {
        this.graph = graph;
        this.kind = kind;
        this.isOpen = isOpen;
        graph.components().forEach(each -> order.put(each.id(), order.size()));
    }

    /// Cycles within some components, each as flows of which the last ends where the first begins.
    /// None if and only if there is none.
    List<List<Flow>> cycles(Set<String> among) {
        List<List<Flow>> cycles = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>(among);
        peel(left, left);
        while (!left.isEmpty()) {
            List<Flow> cycle = cycle(left);
            cycles.add(cycle);
            cycle.forEach(flow -> left.remove(flow.from()));
            Set<String> around = new LinkedHashSet<>();
            for (Flow flow : cycle) {
                graph.outgoing(flow.from(), kind).forEach(each -> around.add(each.to()));
            }
            around.retainAll(left);
            peel(left, around);
        }
        return cycles;
    }

    /// Takes away components without predecessors that are left.
    ///
    /// @param changed those that may have none
    private void peel(Set<String> left, Set<String> changed) {
        Map<String, Integer> predecessors = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String id : changed) {
            if (count(predecessors, id, left) == 0) {
                open.add(id);
            }
        }
        while (!open.isEmpty()) {
            String id = open.remove();
            // Counted while this one was left, and so of those that it leads to.
            List<Flow> next = inside(graph.outgoing(id, kind), left);
            next.forEach(flow -> count(predecessors, flow.to(), left));
            left.remove(id);
            for (Flow flow : next) {
                if (predecessors.merge(flow.to(), -1, Integer::sum) == 0) {
                    open.add(flow.to());
                }
            }
        }
    }

    private int count(Map<String, Integer> predecessors, String id, Set<String> left) {
        return predecessors.computeIfAbsent(
                id, each -> inside(graph.incoming(each, kind), left).size());
    }

    private List<Flow> inside(List<Flow> flows, Set<String> left) {
        List<Flow> inside = new ArrayList<>(flows.size());
        for (Flow flow : flows) {
            if (left.contains(flow.from()) && left.contains(flow.to()) && isOpen.test(flow)) {
                inside.add(flow);
            }
        }
        return inside;
    }

    /// The shortest cycle through a component that is on one.
    private List<Flow> cycle(Set<String> left) {
        String begin = onCycle(left);
        Map<String, Flow> by = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(begin));
        while (true) {
            for (Flow flow : inside(graph.outgoing(open.remove(), kind), left)) {
                if (by.putIfAbsent(flow.to(), flow) == null) {
                    open.add(flow.to());
                }
            }
            Flow last = by.get(begin);
            if (last != null) {
                List<Flow> cycle = new ArrayList<>(List.of(last));
                for (Flow flow = last; !flow.from().equals(begin); ) {
                    flow = Objects.requireNonNull(by.get(flow.from()));
                    cycle.add(flow);
                }
                return cycle.reversed();
            }
        }
    }

    /// The component at which a walk against the flows comes round.
    private String onCycle(Set<String> left) {
        Set<String> seen = new LinkedHashSet<>();
        String at = left.iterator().next();
        while (seen.add(at)) {
            String here = at;
            Optional<Flow> before = inside(graph.incoming(here, kind), left).stream().findFirst();
            at = before.orElseThrow(() -> new IllegalStateException(here)).from();
        }
        List<String> walk = List.copyOf(seen);
        return walk.subList(walk.indexOf(at), walk.size()).stream()
                .min(Comparator.comparing(order::get))
                .orElseThrow();
    }
}
