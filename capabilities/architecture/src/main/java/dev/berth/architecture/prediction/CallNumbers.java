package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// Calls between numbered components, for searches that are made from many of them.
final class CallNumbers {
    private final List<String> ids;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[][] callees;

    /// @param isFollowed whether a call is followed
    CallNumbers(SystemGraph graph, Predicate<Flow> isFollowed) {
        this.ids = graph.components().stream().map(Component::id).toList();
        for (int i = 0; i < ids.size(); i++) {
            numbers.put(ids.get(i), i);
        }
        this.callees = new int[ids.size()][];
        for (int i = 0; i < ids.size(); i++) {
            callees[i] =
                    graph.outgoing(ids.get(i), Flow.Kind.CALL).stream()
                            .filter(isFollowed)
                            .mapToInt(flow -> number(flow.to()))
                            .distinct()
                            .toArray();
        }
    }

    int number(String id) {
        return Objects.requireNonNull(numbers.get(id), id);
    }

    /// What a component reaches by calls.
    Reached from(String begin) {
        int[] order = new int[ids.size()];
        var seen = new BitSet(ids.size());
        order[0] = number(begin);
        seen.set(order[0]);
        int count = 1;
        for (int at = 0; at < count; at++) {
            for (int next : callees[order[at]]) {
                if (!seen.get(next)) {
                    seen.set(next);
                    order[count++] = next;
                }
            }
        }
        List<String> reached = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            reached.add(ids.get(order[i]));
        }
        return new Reached(reached, seen);
    }

    /// What is reached.
    ///
    /// @param ids the beginning first, nearer ones before others
    /// @param numbers of the same
    record Reached(List<String> ids, BitSet numbers) {}
}
