package dev.berth.architecture.constraint;

import dev.berth.architecture.constraint.Rule.Quantity;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.prediction.AvailabilityPrediction;
import dev.berth.architecture.prediction.CostPrediction;
import dev.berth.architecture.prediction.LatencyPrediction;
import dev.berth.architecture.prediction.Prediction;
import dev.berth.core.system.SourceLocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Rules about components, their failures and what is predicted of them. For one thread.
final class ComponentRules {
    private final SystemGraph graph;
    private final Selected selected;

    ComponentRules(SystemGraph graph, Selected selected) {
        this.graph = graph;
        this.selected = selected;
    }

    void noSinglePoint(Rule.NoSinglePoint rule, ViolationList found) {
        Set<String> of = selected.by(rule.of());
        var search = new FailureSearch(graph);
        Set<Set<String>> seen = new HashSet<>();
        for (String id : selected.by(rule.among())) {
            Set<String> together = search.together(id);
            if (FailureSearch.failsAtOnce(graph.component(id).facts()) && seen.add(together)) {
                search.path(together, of).ifPresent(path -> found.add(() -> singlePoint(id, path)));
            }
        }
    }

    /// @param path from what is taken down
    private Violation singlePoint(String id, List<Flow> path) {
        Component component = graph.component(id);
        ComponentFacts facts = component.facts();
        List<String> ids = new ArrayList<>(List.of(path.getFirst().from()));
        path.forEach(flow -> ids.add(flow.to()));
        String cause =
                facts.failsWith().isEmpty()
                        ? id + " has one instance"
                        : id + " fails at once with " + String.join(", ", facts.failsWith());
        return new Violation(
                ids,
                path,
                cause + ", and takes down " + String.join(" ← ", ids.reversed()),
                component.location(),
                facts.failsWith().isEmpty()
                        ? "give it `replicas`, make a call `optional`, or give the caller another"
                                + " by `one-of`"
                        : "remove the common cause, make a call `optional`, or give the caller"
                                + " another by `one-of`");
    }

    void budget(Rule.Budget rule, SourceLocation location, ViolationList found) {
        Set<String> of = selected.by(rule.of());
        if (of.isEmpty()) {
            return;
        }
        Map<String, Prediction> predictions =
                switch (rule.quantity()) {
                    case LATENCY -> LatencyPrediction.of(graph, of);
                    case AVAILABILITY -> AvailabilityPrediction.of(graph, of);
                    case COST -> CostPrediction.of(graph, of);
                };
        for (String id : of) {
            Prediction prediction = Objects.requireNonNull(predictions.get(id));
            if (prediction.value().isEmpty()) {
                found.add(() -> unknown(id, rule, prediction, location));
            } else if (!isWithin(rule, prediction.value().getAsDouble())) {
                found.add(() -> exceeded(id, rule, prediction));
            }
        }
    }

    private static boolean isWithin(Rule.Budget rule, double value) {
        return rule.quantity() == Quantity.AVAILABILITY
                ? value >= rule.bound()
                : value <= rule.bound();
    }

    private Violation exceeded(String id, Rule.Budget rule, Prediction prediction) {
        Quantity quantity = rule.quantity();
        String first = prediction.first().isEmpty() ? id : prediction.first();
        return new Violation(
                quantity == Quantity.LATENCY ? prediction.path() : List.of(id),
                List.of(),
                "predicted "
                        + quantity.word()
                        + " of "
                        + id
                        + " "
                        + quantity.text(prediction.value().getAsDouble())
                        + " (bound: "
                        + quantity.text(rule.bound())
                        + ")",
                graph.component(first).location(),
                "improve " + first + " first");
    }

    private static Violation unknown(
            String id, Rule.Budget rule, Prediction prediction, SourceLocation location) {
        return new Violation(
                List.of(id),
                List.of(),
                rule.quantity().word()
                        + " of "
                        + id
                        + " is not known"
                        + (prediction.unknown().isEmpty()
                                ? ""
                                : ": it needs that of "
                                        + String.join(
                                                ", ",
                                                prediction.unknown().stream().sorted().toList())),
                location,
                "give the values of these components in `architecture: components`");
    }

    void each(Rule.Each rule, ViolationList found) {
        Set<String> meeting = selected.by(rule.requires());
        for (String id : selected.by(rule.where())) {
            if (!meeting.contains(id)) {
                found.add(
                        () ->
                                new Violation(
                                        List.of(id),
                                        List.of(),
                                        id + " does not meet (" + rule.requires() + ")",
                                        graph.component(id).location(),
                                        "change the description of " + id));
            }
        }
    }

    void some(Rule.Some rule, SourceLocation location, ViolationList found) {
        if (selected.by(rule.where()).isEmpty()) {
            found.add(
                    () ->
                            new Violation(
                                    List.of(),
                                    List.of(),
                                    "there is none of (" + rule.where() + ")",
                                    location,
                                    "add such a component, or describe it in `architecture:`"));
        }
    }
}
