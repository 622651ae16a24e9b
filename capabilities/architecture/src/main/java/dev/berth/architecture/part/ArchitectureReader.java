package dev.berth.architecture.part;

import dev.berth.architecture.constraint.Constraint;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredComponent;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredFacts;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredFlow;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.system.SourceLocation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reader of architecture descriptions, whose contents are joined. All errors are reported at their
/// places. For one thread.
public final class ArchitectureReader {
    private static final String KIND = "kind";

    /// As the schema has it, which bounds the digits.
    private static final Pattern LATENCY = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?) ?(us|ms|s)");

    private final Map<String, String> sites = new LinkedHashMap<>();
    private final Map<String, DeclaredComponent> components = new LinkedHashMap<>();
    private final Map<String, DeclaredFacts> facts = new LinkedHashMap<>();
    private final List<DeclaredFlow> flows = new ArrayList<>();
    private final Map<String, Constraint> constraints = new LinkedHashMap<>();
    private final Map<String, Constraint> ofPatterns = new LinkedHashMap<>();

    /// Reads a document. What has an error is left out.
    public void read(DocumentNode root) {
        root.child("sites")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, site) -> sites.put(name, site.text("summary").orElse("")));
        root.child("components")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(this::component);
        for (DocumentNode flow : root.items("flows")) {
            flow(flow, flows.size()).ifPresent(flows::add);
        }
        for (DocumentNode pattern : root.items("patterns")) {
            pattern.text()
                    .flatMap(ArchitecturePattern::find)
                    .map(each -> each.constraints(pattern.document().locate(pattern.pointer())))
                    .orElse(List.of())
                    .forEach(each -> ofPatterns.putIfAbsent(each.name(), each));
        }
        ConstraintReader.read(root).forEach((name, each) -> constraint(root, name, each));
    }

    private void constraint(DocumentNode root, String name, Constraint constraint) {
        if (constraints.putIfAbsent(name, constraint) != null) {
            root.child("constraints")
                    .ifPresent(
                            node ->
                                    node.error(
                                            "constraint '" + name + "' in two files",
                                            "each once",
                                            "remove one of them"));
        }
    }

    /// What was read.
    ///
    /// @param consumers where consumers are declared, by name
    public ArchitectureDescription description(Map<String, SourceLocation> consumers) {
        return new ArchitectureDescription(
                sites, List.copyOf(components.values()), facts, flows, allConstraints(), consumers);
    }

    /// A constraint takes the place of that of a pattern with its name.
    private List<Constraint> allConstraints() {
        Map<String, Constraint> all = new LinkedHashMap<>(ofPatterns);
        all.putAll(constraints);
        return List.copyOf(all.values());
    }

    private void component(String name, DocumentNode node) {
        Optional<ComponentKind> kind = node.text(KIND).flatMap(ArchitectureReader::kind);
        ComponentFacts known = facts(node);
        if (known.site().isPresent()
                && !sites.isEmpty()
                && !sites.containsKey(known.site().get())) {
            node.error(
                    "site '" + known.site().get() + "'",
                    "one of " + String.join(", ", sites.keySet()),
                    "correct the name, or describe the site in `sites`");
        }
        if (kind.isPresent()) {
            var component =
                    new DeclaredComponent(
                            kind.get(), name, known, node.document().locate(node.pointer()));
            if (components.put(name, component) != null) {
                node.error(
                        "component '" + name + "' in two files", "each once", "remove one of them");
            }
        } else if (node.text(KIND).isEmpty()) {
            if (!isId(name)) {
                node.error(
                        "component '" + name + "' without a kind",
                        "`kind`, or the name of a component that Berth serves, such as"
                                + " `endpoint "
                                + name
                                + "`",
                        "add `kind: service`, or another of " + kinds());
                return;
            }
            facts.put(
                    name,
                    new DeclaredFacts(
                            known, node.document().locate(node.pointer()), node.pointer()));
        }
    }

    /// Whether a name is that of a component with its kind before it.
    private static boolean isId(String name) {
        int space = name.indexOf(' ');
        return space > 0 && kind(name.substring(0, space)).isPresent();
    }

    private static Optional<ComponentKind> kind(String word) {
        return Arrays.stream(ComponentKind.values())
                .filter(each -> each.word().equals(word))
                .findFirst();
    }

    private static String kinds() {
        return Arrays.stream(ComponentKind.values())
                .map(ComponentKind::word)
                .collect(Collectors.joining(", "));
    }

    private static ComponentFacts facts(DocumentNode node) {
        Map<String, String> labels = new LinkedHashMap<>();
        node.child("labels")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((key, value) -> value.text().ifPresent(text -> labels.put(key, text)));
        return new ComponentFacts(
                node.text("summary"),
                node.text("tier"),
                node.text("site"),
                node.text("owner"),
                node.text("language"),
                names(node, "data"),
                names(node, "removes"),
                names(node, "fails-with"),
                node.integer("replicas").map(OptionalInt::of).orElse(OptionalInt.empty()),
                number(node, "availability"),
                latency(node),
                number(node, "cost-per-month"),
                labels);
    }

    /// The value of `latency`.
    static Optional<Duration> latency(DocumentNode node) {
        return node.text("latency")
                .map(LATENCY::matcher)
                .filter(Matcher::matches)
                .map(
                        match ->
                                Duration.ofNanos(
                                        new BigDecimal(match.group(1))
                                                .multiply(
                                                        switch (match.group(2)) {
                                                            case "s" -> BigDecimal.valueOf(1e9);
                                                            case "ms" -> BigDecimal.valueOf(1e6);
                                                            default -> BigDecimal.valueOf(1e3);
                                                        })
                                                .longValue()));
    }

    private static OptionalDouble number(DocumentNode node, String key) {
        return node.number(key).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static Set<String> names(DocumentNode node, String key) {
        Set<String> names = new LinkedHashSet<>();
        node.items(key).forEach(each -> each.text().ifPresent(names::add));
        return names;
    }

    private static Optional<DeclaredFlow> flow(DocumentNode node, int index) {
        Optional<String> from = node.text("from");
        Optional<String> to = node.text("to");
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.get().equals(to.get())) {
            node.error(
                    "a flow from '" + from.get() + "' to itself",
                    "two components",
                    "remove it, or correct a name");
            return Optional.empty();
        }
        return Optional.of(
                new DeclaredFlow(
                        from.get(),
                        to.get(),
                        !node.text(KIND).filter("data"::equals).isPresent(),
                        names(node, "data"),
                        names(node, "returns"),
                        number(node, "per-second"),
                        node.text("label").orElse(""),
                        // One after the other, in the order in which they are written.
                        new CallUse(
                                node.integer("stage").orElse(index + 1),
                                node.truth("optional").orElse(false),
                                node.text("one-of")),
                        node.document().locate(node.pointer()),
                        node.pointer()));
    }
}
