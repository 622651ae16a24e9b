package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Search for shortest paths along flows of a kind. Breadth first, without recursion; of paths of
/// one length the one whose flows are described first.
final class PathSearch {
    private final SystemGraph graph;
    private final Flow.Kind kind;
    private final Predicate<Flow> isOpen;

    /// @param isOpen whether paths may go along a flow
    PathSearch(SystemGraph graph, Flow.Kind kind, Predicate<Flow> isOpen) {
        this.graph = graph;
        this.kind = kind;
        this.isOpen = isOpen;
    }

    /// Shortest ways to the nearest of some ends, without barriers between.
    Ways ways(Set<String> ends, Set<String> barriers) {
        Map<String, Flow> next = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(ends);
        while (!open.isEmpty()) {
            for (Flow flow : graph.incoming(open.remove(), kind)) {
                String from = flow.from();
                if (isOpen.test(flow)
                        && !ends.contains(from)
                        && next.putIfAbsent(from, flow) == null
                        && !barriers.contains(from)) {
                    open.add(from);
                }
            }
        }
        return new Ways(this, ends, barriers, next);
    }

    /// Shortest ways to the nearest of some ends.
    ///
    /// @param next the first flow of the way from a component that is no end
    record Ways(PathSearch search, Set<String> ends, Set<String> barriers, Map<String, Flow> next) {
        /// The shortest path from a component to an end that it is not itself.
        Optional<List<Flow>> from(String begin) {
            if (ends.contains(begin)) {
                return search.shortest(begin, ends, barriers);
            }
            List<Flow> path = new ArrayList<>();
            for (Flow flow = next.get(begin); flow != null; flow = next.get(flow.to())) {
                path.add(flow);
            }
            return path.isEmpty() ? Optional.empty() : Optional.of(path);
        }
    }

    private Optional<List<Flow>> shortest(String begin, Set<String> ends, Set<String> barriers) {
        Map<String, Flow> by = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(begin));
        while (!open.isEmpty()) {
            for (Flow flow : graph.outgoing(open.remove(), kind)) {
                String to = flow.to();
                if (!isOpen.test(flow) || to.equals(begin) || by.containsKey(to)) {
                    continue;
                }
                by.put(to, flow);
                if (ends.contains(to)) {
                    return Optional.of(path(by, to));
                }
                if (!barriers.contains(to)) {
                    open.add(to);
                }
            }
        }
        return Optional.empty();
    }

    /// The shortest paths from any of some components to all that they reach.
    Reached from(Collection<String> begins) {
        Map<String, Flow> by = new HashMap<>();
        Set<String> seen = new HashSet<>(begins);
        Deque<String> open = new ArrayDeque<>(begins);
        while (!open.isEmpty()) {
            for (Flow flow : graph.outgoing(open.remove(), kind)) {
                if (isOpen.test(flow) && seen.add(flow.to())) {
                    by.put(flow.to(), flow);
                    open.add(flow.to());
                }
            }
        }
        return new Reached(seen, by);
    }

    /// What is reached.
    ///
    /// @param ids components, those at the beginnings among them
    record Reached(Set<String> ids, Map<String, Flow> by) {
        /// The shortest path to a component; empty for a beginning.
        List<Flow> path(String end) {
            return PathSearch.path(by, end);
        }
    }

    private static List<Flow> path(Map<String, Flow> by, String end) {
        List<Flow> path = new ArrayList<>();
        for (Flow flow = by.get(end); flow != null; flow = by.get(flow.from())) {
            path.add(flow);
        }
        return path.reversed();
    }
}
