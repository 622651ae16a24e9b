package dev.berth.architecture.view;

import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.constraint.Violation;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// View of broken constraints: the components and flows by which they are broken, and nothing else.
final class ConstraintView {
    private static final int CALL = 3;
    private static final int DATA = 4;

    private ConstraintView() {}

    static void draw(SystemGraph graph, List<ConstraintResult> results, ViewCanvas canvas) {
        Map<String, Set<String>> broken = new LinkedHashMap<>();
        for (ConstraintResult result : results) {
            String name = result.constraint().name();
            for (Violation violation : result.violations()) {
                for (String id : violation.path()) {
                    Set<String> names = broken.computeIfAbsent(id, _ -> new LinkedHashSet<>());
                    if (violation.flows().isEmpty()) {
                        names.add("breaks " + name);
                    }
                }
            }
        }
        broken.forEach(
                (id, names) ->
                        canvas.box(graph.component(id), Optional.empty(), 0, List.copyOf(names)));
        lines(results).forEach((end, line) -> line.draw(end, canvas));
    }

    private record End(Flow.Kind kind, String from, String to) {}

    private record Line(Set<String> names, Flow flow) {
        void draw(End end, ViewCanvas canvas) {
            boolean isCall = end.kind() == Flow.Kind.CALL;
            canvas.line(
                    end.from(),
                    end.to(),
                    isCall ? CALL : DATA,
                    String.join(", ", names),
                    flow.toString(),
                    isCall
                            ? "a call on a path that breaks the named constraint"
                            : "values on a path that breaks the named constraint");
        }
    }

    private static Map<End, Line> lines(List<ConstraintResult> results) {
        Map<End, Line> lines = new LinkedHashMap<>();
        for (ConstraintResult result : results) {
            for (Violation violation : result.violations()) {
                for (Flow flow : violation.flows()) {
                    lines.computeIfAbsent(
                                    new End(flow.kind(), flow.from(), flow.to()),
                                    _ -> new Line(new LinkedHashSet<>(), flow))
                            .names()
                            .add(result.constraint().name());
                }
            }
        }
        return lines;
    }

    /// What is to be said where nothing is drawn.
    static String held(String system, List<ConstraintResult> results) {
        if (results.isEmpty()) {
            return "system " + system + " has no constraints (expected: constraints or patterns)";
        }
        List<String> missing = new ArrayList<>();
        for (ConstraintResult result : results) {
            if (!result.isMet()) {
                missing.add(result.constraint().name());
            }
        }
        return missing.isEmpty()
                ? "all " + results.size() + " constraints of " + system + " hold"
                : "broken without a place in the graph: " + String.join(", ", missing);
    }
}
