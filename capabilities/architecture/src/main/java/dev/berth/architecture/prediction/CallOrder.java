package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Order of components in which those that are called come before their callers. Without recursion:
/// chains may be long.
final class CallOrder {
    private CallOrder() {}

    /// Components of a graph; on a cycle, in some order.
    static List<String> of(SystemGraph graph) {
        List<String> order = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Component component : graph.components()) {
            visit(graph, component.id(), seen, order);
        }
        return order;
    }

    private record Visit(String id, Iterator<Flow> calls) {}

    private static void visit(
            SystemGraph graph, String begin, Set<String> seen, List<String> order) {
        if (!seen.add(begin)) {
            return;
        }
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(begin, graph.outgoing(begin, Flow.Kind.CALL).iterator()));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (!visit.calls().hasNext()) {
                order.add(visit.id());
                open.pop();
            } else {
                String next = visit.calls().next().to();
                if (seen.add(next)) {
                    open.push(new Visit(next, graph.outgoing(next, Flow.Kind.CALL).iterator()));
                }
            }
        }
    }
}
