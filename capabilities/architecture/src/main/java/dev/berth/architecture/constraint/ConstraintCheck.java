package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Check of constraints over the graph of an architecture.
public final class ConstraintCheck {
    /// Violations of a constraint that are shown; further ones are counted.
    public static final int SHOWN_MAX = 20;

    private final Selected selected;
    private final PathRules paths;
    private final ComponentRules components;

    private ConstraintCheck(SystemGraph graph) {
        this.selected = new Selected(graph.components(), new ComponentValues(graph));
        this.paths = new PathRules(graph, selected);
        this.components = new ComponentRules(graph, selected);
    }

    /// Results in the order of the constraints.
    public static List<ConstraintResult> of(SystemGraph graph, List<Constraint> constraints) {
        var check = new ConstraintCheck(graph);
        return constraints.stream().map(check::result).toList();
    }

    private ConstraintResult result(Constraint constraint) {
        var found = new ViolationList();
        List<Selection> subjects =
                switch (constraint.rule()) {
                    case Rule.EveryPath rule -> {
                        paths.everyPath(rule, found);
                        yield List.of(rule.from(), rule.to());
                    }
                    case Rule.NeverReaches rule -> {
                        paths.neverReaches(rule, found);
                        yield List.of(rule.from(), rule.to());
                    }
                    case Rule.NeverReachesData rule -> {
                        paths.neverReachesData(rule, found);
                        yield List.of(rule.to());
                    }
                    case Rule.NeverCalls rule -> {
                        paths.neverCalls(rule, found);
                        yield List.of(rule.from(), rule.to());
                    }
                    case Rule.NoCycle rule -> {
                        paths.noCycle(rule, found);
                        yield List.of(rule.among());
                    }
                    case Rule.NoSinglePoint rule -> {
                        components.noSinglePoint(rule, found);
                        yield List.of(rule.among(), rule.of());
                    }
                    case Rule.Budget rule -> {
                        components.budget(rule, constraint.location(), found);
                        yield List.of(rule.of());
                    }
                    case Rule.Each rule -> {
                        components.each(rule, found);
                        yield List.of(rule.where());
                    }
                    case Rule.Some rule -> {
                        components.some(rule, constraint.location(), found);
                        yield List.of();
                    }
                };
        return new ConstraintResult(
                constraint,
                found.shown(),
                found.count(),
                found.count() > 0 ? Optional.empty() : empty(subjects));
    }

    /// What selects nothing, so that a constraint holds for want of components.
    private Optional<String> empty(List<Selection> subjects) {
        List<String> empty = new ArrayList<>();
        for (Selection subject : subjects) {
            if (selected.by(subject).isEmpty()) {
                empty.add("(" + subject + ")");
            }
        }
        return empty.isEmpty()
                ? Optional.empty()
                : Optional.of("there is none of " + String.join(" and none of ", empty));
    }
}
