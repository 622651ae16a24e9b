package dev.berth.architecture.part;

import dev.berth.architecture.constraint.Constraint;
import dev.berth.architecture.constraint.Rule;
import dev.berth.architecture.constraint.Rule.Along;
import dev.berth.architecture.constraint.Rule.Quantity;
import dev.berth.architecture.constraint.Selection;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.expression.Expression.UncompilableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of constraints. Errors are reported at their places; what has one is left out.
final class ConstraintReader {
    /// Keys that say what a constraint demands, of which each has one.
    private static final List<String> RULES =
            List.of(
                    "every-path",
                    "never-reaches",
                    "never-calls",
                    "no-cycle",
                    "no-single-point",
                    "budget",
                    "each",
                    "some");

    private static final List<String> BOUNDS = List.of("latency", "availability", "cost-per-month");

    private ConstraintReader() {}

    /// The constraints of a document, by their names.
    static Map<String, Constraint> read(DocumentNode root) {
        Map<String, Constraint> constraints = new LinkedHashMap<>();
        root.child("constraints")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, node) ->
                                rule(node)
                                        .ifPresent(
                                                rule ->
                                                        constraints.put(
                                                                name,
                                                                constraint(name, node, rule))));
        return constraints;
    }

    private static Constraint constraint(String name, DocumentNode node, Rule rule) {
        return new Constraint(
                name,
                node.text("reason").orElse(""),
                node.text("owner"),
                rule,
                node.document().locate(node.pointer()));
    }

    private static Optional<Rule> rule(DocumentNode node) {
        List<String> rules = RULES.stream().filter(key -> node.child(key).isPresent()).toList();
        if (rules.size() != 1) {
            if (node.value() instanceof Map) {
                node.error(
                        rules.isEmpty() ? "no rule" : "rules " + String.join(", ", rules),
                        "one of " + String.join(", ", RULES),
                        rules.isEmpty()
                                ? "say what it demands, such as `never-calls: {from: \"tier =="
                                        + " 'business'\", to: \"kind == 'model'\"}`"
                                : "make a constraint of each");
            }
            return Optional.empty();
        }
        String key = rules.getFirst();
        return node.child(key).flatMap(rule -> rule(key, rule));
    }

    private static Optional<Rule> rule(String key, DocumentNode node) {
        return switch (key) {
            case "every-path" ->
                    both(node, "from", "to")
                            .flatMap(
                                    ends ->
                                            selection(node, "passes", "")
                                                    .map(
                                                            passes ->
                                                                    new Rule.EveryPath(
                                                                            ends.first(),
                                                                            ends.second(),
                                                                            passes,
                                                                            along(
                                                                                    node,
                                                                                    Along.DATA))));
            case "never-reaches" -> neverReaches(node);
            case "never-calls" ->
                    both(node, "from", "to")
                            .map(ends -> new Rule.NeverCalls(ends.first(), ends.second()));
            case "no-cycle" ->
                    selection(node, "among", Selection.ALL)
                            .map(among -> new Rule.NoCycle(among, along(node, Along.CALLS)));
            case "no-single-point" ->
                    selection(node, "among", Selection.ALL)
                            .flatMap(
                                    among ->
                                            selection(node, "of", Rule.NoSinglePoint.USERS)
                                                    .map(of -> new Rule.NoSinglePoint(among, of)));
            case "budget" -> budget(node);
            case "each" ->
                    both(node, "where", "requires")
                            .map(ends -> new Rule.Each(ends.first(), ends.second()));
            default -> selection(node, "where", "").map(Rule.Some::new);
        };
    }

    private static Optional<Rule> neverReaches(DocumentNode node) {
        Optional<String> data = node.text("data");
        if (data.isPresent() == node.child("from").isPresent()) {
            node.error(
                    data.isPresent() ? "both `data` and `from`" : "neither `data` nor `from`",
                    "`data`, a class of data, or `from`, components",
                    data.isPresent() ? "remove one of them" : "add one of them");
            return Optional.empty();
        }
        if (data.isPresent()) {
            return selection(node, "to", "").map(to -> new Rule.NeverReachesData(data.get(), to));
        }
        return both(node, "from", "to")
                .map(
                        ends ->
                                new Rule.NeverReaches(
                                        ends.first(), ends.second(), along(node, Along.DATA)));
    }

    private static Optional<Rule> budget(DocumentNode node) {
        List<String> bounds = BOUNDS.stream().filter(key -> node.child(key).isPresent()).toList();
        if (bounds.size() != 1) {
            node.error(
                    bounds.isEmpty() ? "no bound" : "bounds " + String.join(", ", bounds),
                    "one of " + String.join(", ", BOUNDS),
                    bounds.isEmpty() ? "add one of them" : "make a constraint of each");
            return Optional.empty();
        }
        String key = bounds.getFirst();
        Quantity quantity =
                switch (key) {
                    case "latency" -> Quantity.LATENCY;
                    case "availability" -> Quantity.AVAILABILITY;
                    default -> Quantity.COST;
                };
        Optional<Double> bound =
                quantity == Quantity.LATENCY
                        ? ArchitectureReader.latency(node).map(each -> each.toNanos() / 1e6)
                        : node.number(key);
        return bound.flatMap(
                value ->
                        selection(node, "of", Rule.NoSinglePoint.USERS)
                                .map(of -> new Rule.Budget(quantity, of, value)));
    }

    private static Along along(DocumentNode node, Along usual) {
        return node.text("along")
                .map(word -> "calls".equals(word) ? Along.CALLS : Along.DATA)
                .orElse(usual);
    }

    private record Both(Selection first, Selection second) {}

    private static Optional<Both> both(DocumentNode node, String first, String second) {
        Optional<Selection> one = selection(node, first, "");
        Optional<Selection> other = selection(node, second, "");
        return one.flatMap(each -> other.map(last -> new Both(each, last)));
    }

    /// @param usual where there is none; empty if it must be there, which the schema demands
    private static Optional<Selection> selection(DocumentNode node, String key, String usual) {
        Optional<DocumentNode> child = node.child(key);
        String text = child.flatMap(DocumentNode::text).orElse(usual);
        if (text.isEmpty() || (child.isPresent() && child.get().text().isEmpty())) {
            return Optional.empty();
        }
        DocumentNode place = child.orElse(node);
        try {
            Selection selection = Selection.compile(text);
            if (selection.isCondition()) {
                return Optional.of(selection);
            }
            place.error(
                    "'" + text + "', which is not true or false",
                    "a condition, such as kind == 'model'",
                    "compare it with something");
        } catch (UncompilableException e) {
            place.error(
                    "'" + text + "': " + e.getMessage(),
                    "a condition in CEL over " + Selection.variableNames(),
                    "correct the expression");
        }
        return Optional.empty();
    }
}
