package dev.berth.placement.model;

import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Search for a cycle in a flow: nodes without unvisited predecessors are removed until none is
/// left; what remains leads along a cycle backwards.
public final class FlowCycles {
    private FlowCycles() {}

    /// The nodes of a cycle, the first again at the end; empty if there is none.
    public static Optional<List<String>> find(Flow flow) {
        List<Edge> rest = new ArrayList<>(flow.edges());
        boolean isChanged = true;
        while (isChanged) {
            Set<String> targets = new HashSet<>();
            rest.forEach(edge -> targets.add(edge.to()));
            isChanged = rest.removeIf(edge -> !targets.contains(edge.from()));
        }
        return rest.isEmpty() ? Optional.empty() : Optional.of(cycle(rest));
    }

    /// Each edge that is left starts at the target of another.
    private static List<String> cycle(List<Edge> edges) {
        List<String> path = new ArrayList<>();
        String node = edges.getFirst().from();
        while (!path.contains(node)) {
            path.addFirst(node);
            String target = node;
            node =
                    edges.stream()
                            .filter(edge -> edge.to().equals(target))
                            .findFirst()
                            .orElseThrow()
                            .from();
        }
        List<String> cycle = new ArrayList<>(path.subList(0, path.indexOf(node) + 1));
        cycle.addFirst(node);
        return cycle;
    }
}
