package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Rules decided by listing all simple paths, and failures by their definition.
final class BruteForce {
    private final SystemGraph graph;

    BruteForce(SystemGraph graph) {
        this.graph = graph;
    }

    /// All simple paths of one flow or more from a component, as ids.
    List<List<String>> paths(String begin, Flow.Kind kind, Predicate<Flow> isOpen) {
        List<List<String>> paths = new ArrayList<>();
        extend(new ArrayList<>(List.of(begin)), kind, isOpen, paths);
        return paths;
    }

    private void extend(
            List<String> path, Flow.Kind kind, Predicate<Flow> isOpen, List<List<String>> paths) {
        for (Flow flow : graph.flows()) {
            if (flow.kind() == kind
                    && flow.from().equals(path.getLast())
                    && isOpen.test(flow)
                    && !path.contains(flow.to())) {
                path.add(flow.to());
                paths.add(List.copyOf(path));
                extend(path, kind, isOpen, paths);
                path.removeLast();
            }
        }
    }

    /// Whether there is a cycle within some components.
    boolean hasCycle(Set<String> among, Flow.Kind kind, Predicate<Flow> isOpen) {
        for (String begin : among) {
            Set<String> ends =
                    paths(begin, kind, isOpen).stream()
                            .filter(among::containsAll)
                            .map(List::getLast)
                            .collect(Collectors.toSet());
            if (graph.flows().stream()
                    .anyMatch(
                            flow ->
                                    flow.kind() == kind
                                            && isOpen.test(flow)
                                            && flow.to().equals(begin)
                                            && ends.contains(flow.from()))) {
                return true;
            }
        }
        return false;
    }

    /// What is down once a component and those of its causes are, by the definition, until nothing
    /// changes.
    Set<String> down(String failed) {
        Set<String> down = new LinkedHashSet<>(Set.of(failed));
        Set<String> causes = graph.component(failed).facts().failsWith();
        for (Component component : graph.components()) {
            Set<String> common = new HashSet<>(component.facts().failsWith());
            common.retainAll(causes);
            if (!common.isEmpty()) {
                down.add(component.id());
            }
        }
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (Component component : graph.components()) {
                if (isDown(component.id(), down) && down.add(component.id())) {
                    isChanged = true;
                }
            }
        }
        return down;
    }

    private boolean isDown(String id, Set<String> down) {
        List<Flow> calls =
                graph.flows().stream()
                        .filter(flow -> flow.kind() == Flow.Kind.CALL && flow.from().equals(id))
                        .toList();
        for (Flow call : calls) {
            if (call.use().oneOf().isEmpty()) {
                if (!call.use().isOptional() && down.contains(call.to())) {
                    return true;
                }
            } else if (calls.stream()
                    .filter(each -> each.use().oneOf().equals(call.use().oneOf()))
                    .allMatch(each -> down.contains(each.to()))) {
                return true;
            }
        }
        return false;
    }
}
