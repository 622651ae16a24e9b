package dev.berth.architecture.constraint;

import dev.berth.architecture.constraint.Rule.Along;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Rules about paths, flows and cycles. For one thread.
final class PathRules {
    private final SystemGraph graph;
    private final Selected selected;

    PathRules(SystemGraph graph, Selected selected) {
        this.graph = graph;
        this.selected = selected;
    }

    void everyPath(Rule.EveryPath rule, ViolationList found) {
        String passes = "(" + rule.passes() + ")";
        paths(
                rule.from(),
                rule.to(),
                selected.by(rule.passes()),
                rule.along(),
                path ->
                        violation(
                                path,
                                "without one of " + passes + " between",
                                "put one of " + passes + " on the way, or remove a flow of it"),
                found);
    }

    void neverReaches(Rule.NeverReaches rule, ViolationList found) {
        paths(
                rule.from(),
                rule.to(),
                Set.of(),
                rule.along(),
                path -> violation(path, "", "remove a flow of the path"),
                found);
    }

    private interface PathUse {
        Violation of(List<Flow> path);
    }

    /// The shortest path from each component that has one.
    private void paths(
            Selection from,
            Selection to,
            Set<String> barriers,
            Along along,
            PathUse use,
            ViolationList found) {
        var ways = new PathSearch(graph, along.kind(), _ -> true).ways(selected.by(to), barriers);
        for (String begin : selected.by(from)) {
            ways.from(begin).ifPresent(path -> found.add(() -> use.of(path)));
        }
    }

    void neverReachesData(Rule.NeverReachesData rule, ViolationList found) {
        String data = rule.data();
        List<String> begins =
                graph.components().stream()
                        .filter(each -> each.facts().data().contains(data))
                        .map(Component::id)
                        .toList();
        var reached =
                new PathSearch(graph, Flow.Kind.DATA, flow -> carries(flow, data)).from(begins);
        for (String end : selected.by(rule.to())) {
            if (reached.ids().contains(end)) {
                found.add(() -> ofData(end, data, reached.path(end)));
            }
        }
    }

    private boolean carries(Flow flow, String data) {
        ComponentFacts from = graph.component(flow.from()).facts();
        return !from.removes().contains(data)
                && (flow.data().isEmpty() || flow.data().contains(data));
    }

    private Violation ofData(String end, String data, List<Flow> path) {
        if (path.isEmpty()) {
            return new Violation(
                    List.of(end),
                    List.of(),
                    end + " has " + data + " data itself",
                    graph.component(end).location(),
                    "place it elsewhere, or take the class from its `data`");
        }
        return violation(
                path,
                "with " + data + " data",
                "name what the flow carries by `data` or `returns`, remove the data on the way"
                        + " (`removes`), or place "
                        + end
                        + " elsewhere");
    }

    void neverCalls(Rule.NeverCalls rule, ViolationList found) {
        Set<String> to = selected.by(rule.to());
        for (String from : selected.by(rule.from())) {
            for (Flow flow : graph.outgoing(from, Flow.Kind.CALL)) {
                if (to.contains(flow.to())) {
                    found.add(
                            () ->
                                    violation(
                                            List.of(flow),
                                            "",
                                            "call it through a component that may, or remove the"
                                                    + " call"));
                }
            }
        }
    }

    void noCycle(Rule.NoCycle rule, ViolationList found) {
        Along along = rule.along();
        // Requests and answers always go round.
        var search =
                new CycleSearch(
                        graph, along.kind(), flow -> along == Along.CALLS || !graph.isOfCall(flow));
        for (List<Flow> cycle : search.cycles(selected.by(rule.among()))) {
            found.add(() -> violation(cycle, "", "remove a flow of the cycle"));
        }
    }

    /// A violation by a path, of which the last step that has a line is to be changed.
    private static Violation violation(List<Flow> path, String remark, String remedy) {
        List<String> ids = new ArrayList<>();
        ids.add(path.getFirst().from());
        path.forEach(flow -> ids.add(flow.to()));
        return new Violation(
                ids,
                path,
                ids.stream().collect(Collectors.joining(arrow(path)))
                        + (remark.isEmpty() ? "" : ", " + remark),
                path.reversed().stream()
                        .map(Flow::location)
                        .filter(place -> place.line() > 0)
                        .findFirst()
                        .orElse(path.getLast().location()),
                remedy);
    }

    private static String arrow(List<Flow> path) {
        return path.getFirst().kind() == Flow.Kind.CALL ? " calls " : " → ";
    }
}
