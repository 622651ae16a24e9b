package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.EndpointOutput;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Builder of an endpoint's diagram: the path of a record from the request through variants, guards
/// and steps to the answer.
public final class EndpointDiagramBuilder {
    private static final String REQUEST = "request";
    private static final String ANSWER = "answer";

    /// Beyond it, the fields of the request stand together by their type.
    private static final int INPUT_LINES_MAX = 8;

    private final EndpointDescription description;
    private final SignatureLookup signatures;
    private final Set<EndpointName> around;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    /// The node that gives the values of an owner: `input`, or a step.
    private final Map<String, String> sources = new HashMap<>();

    private EndpointDiagramBuilder(
            EndpointDescription description, SignatureLookup signatures, Set<EndpointName> around) {
        this.description = description;
        this.signatures = signatures;
        this.around = around;
    }

    public static Diagram of(EndpointDescription description, SignatureLookup signatures) {
        return of(description, signatures, Set.of());
    }

    /// @param around the endpoints within which this one is shown
    private static Diagram of(
            EndpointDescription description, SignatureLookup signatures, Set<EndpointName> around) {
        Set<EndpointName> within = new LinkedHashSet<>(around);
        within.add(description.name());
        return new EndpointDiagramBuilder(description, signatures, within).view();
    }

    private Diagram view() {
        nodes.add(Node.of(REQUEST, Kind.REQUEST, "request", inputLines()));
        sources.put("input", REQUEST);
        description.traffic().ifPresent(this::addTraffic);
        guards(Guard.Position.INPUT).forEach(this::addInputGuard);
        for (GraphStep step : description.graph().steps()) {
            sources.put(step.name(), StepDiagramBuilder.exit(step));
        }
        for (GraphStep step : description.graph().steps()) {
            var view = new StepDiagramBuilder(step, description, signatures, this::inner);
            view.nodes().forEach(nodes::add);
            view.entries().forEach(this::connect);
            edges.addAll(view.edges());
        }
        addAnswer();
        if (!description.fallbacks().isEmpty()) {
            nodes.add(FallbackNode.of(description.fallbacks()));
            edges.addAll(FallbackNode.edges(description, source("input").orElseThrow(), ANSWER));
        }
        return new Diagram(
                description.name().value(), description.summary(), notes(), nodes, edges);
    }

    /// The contents of a called endpoint, if they are shown.
    private Optional<Diagram> inner(Callee callee) {
        return callee instanceof Callee.Endpoint(EndpointName name) && !around.contains(name)
                ? signatures.expanded(name).map(inner -> of(inner, signatures, around))
                : Optional.empty();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        description.owner().ifPresent(owner -> notes.add("owner: " + owner));
        notes.add("answers within " + QuantityFormatter.duration(description.timeout()));
        if (description.cache().isPresent()) {
            notes.add("answers are kept for equal records");
        }
        description.serviceLevel().ifPresent(level -> notes.add(QuantityFormatter.promise(level)));
        return notes;
    }

    private List<Guard> guards(Guard.Position position) {
        return description.guards().stream().filter(guard -> guard.position() == position).toList();
    }

    /// Declared ones with their type, and those that follow from what reads them.
    private List<String> inputLines() {
        Map<String, String> types = new LinkedHashMap<>();
        description
                .graph()
                .inputs()
                .forEach(
                        input ->
                                types.put(
                                        input.name(),
                                        QuantityFormatter.type(input, input.shape())));
        for (GraphStep step : description.graph().steps()) {
            for (Callee callee : step.pattern().callees()) {
                Optional<Signature> signature = signatures.signature(callee);
                for (Field input : signature.map(Signature::inputs).orElse(List.of())) {
                    String from =
                            step.with().containsKey(input.name())
                                    ? step.with().get(input.name()).text().strip()
                                    : "input." + input.name();
                    if (from.matches("input\\.\\w+")) {
                        types.putIfAbsent(
                                from.substring("input.".length()),
                                QuantityFormatter.type(
                                        input, signature.orElseThrow().recordShape(input)));
                    }
                }
            }
        }
        return types.size() > INPUT_LINES_MAX ? byType(types) : apart(types);
    }

    private static List<String> apart(Map<String, String> types) {
        return types.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    private static List<String> byType(Map<String, String> types) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        types.forEach(
                (name, type) -> names.computeIfAbsent(type, key -> new ArrayList<>()).add(name));
        return names.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .toList();
    }

    private void addTraffic(TrafficPolicy traffic) {
        List<String> details = new ArrayList<>();
        double all = traffic.variants().stream().mapToDouble(TrafficPolicy.Variant::weight).sum();
        for (TrafficPolicy.Variant variant : traffic.variants()) {
            details.add(
                    variant.name()
                            + " "
                            + QuantityFormatter.share(variant.weight(), all)
                            + beside(variant.arm()));
        }
        if (!traffic.variants().isEmpty()) {
            details.add(chosenBy(traffic));
        }
        for (TrafficPolicy.Shadow shadow : traffic.shadows()) {
            details.add(
                    "shadow "
                            + shadow.arm().name()
                            + " "
                            + QuantityFormatter.share(shadow.share(), 1)
                            + beside(shadow.arm()));
        }
        chain("variants", Node.of("variants", Kind.VARIANTS, "variants", details), "input");
    }

    private static String chosenBy(TrafficPolicy traffic) {
        List<String> ways = new ArrayList<>();
        traffic.chooseBy().ifPresent(field -> ways.add("as " + field + " says"));
        if (traffic.isChosenByHeader()) {
            ways.add("as callers name it");
        }
        ways.add(traffic.stickyBy().map(key -> "by " + key).orElse("by chance"));
        return String.join(", else ", ways);
    }

    private static String beside(GraphVariant arm) {
        return arm.replaced().isEmpty() ? "" : ": " + QuantityFormatter.replaced(arm);
    }

    private void addInputGuard(Guard guard) {
        String id = "guard " + guard.name();
        chain(id, GuardNodes.of(id, guard), "input");
        if (guard.response() instanceof Guard.Answer) {
            edges.add(new Edge(id, ANSWER, "answers itself", true));
        }
    }

    /// Puts a node on the way of an owner's values.
    private void chain(String id, Node node, String owner) {
        nodes.add(node);
        edges.add(new Edge(source(owner).orElseThrow(), id, "", false));
        sources.put(owner, id);
    }

    private Optional<String> source(String owner) {
        return Optional.ofNullable(sources.get(owner));
    }

    /// Edges to a node from all whose values it reads.
    private void connect(String id, References reads) {
        reads.fieldsByOwner()
                .forEach(
                        (owner, fields) ->
                                source(owner)
                                        .filter(from -> !from.equals(id))
                                        .ifPresent(
                                                from ->
                                                        edges.add(
                                                                new Edge(
                                                                        from,
                                                                        id,
                                                                        String.join(", ", fields),
                                                                        false))));
    }

    private void addAnswer() {
        List<Guard> guards = guards(Guard.Position.OUTPUT);
        String first = guards.isEmpty() ? ANSWER : "guard " + guards.getFirst().name();
        List<String> lines = new ArrayList<>();
        var reads = new References();
        for (EndpointOutput output : description.graph().outputs()) {
            lines.add(line(output, reads));
        }
        if (description.graph().outputs().isEmpty()) {
            addLastStep(first, lines, reads);
        }
        connect(first, reads);
        for (int i = 0; i < guards.size(); i++) {
            String next = i + 1 < guards.size() ? "guard " + guards.get(i + 1).name() : ANSWER;
            addOutputGuard(guards.get(i), i == 0 ? reads : new References(), next);
        }
        nodes.add(Node.of(ANSWER, Kind.ANSWER, "answer", lines));
    }

    /// An output in a line.
    ///
    /// @param reads takes what it reads
    private static String line(EndpointOutput output, References reads) {
        return switch (output) {
            case EndpointOutput.Single single -> {
                reads.read(single.value().text());
                yield single.name();
            }
            case EndpointOutput.ObjectList list -> {
                list.fields().forEach(field -> reads.read(field.value().text()));
                List<String> keys =
                        list.fields().stream().map(EndpointOutput.Single::name).toList();
                yield list.name() + ": list of " + String.join(", ", keys);
            }
        };
    }

    /// @param drawn what goes to it as part of the answer, from where there is an edge already
    private void addOutputGuard(Guard guard, References drawn, String next) {
        String id = "guard " + guard.name();
        nodes.add(GuardNodes.of(id, guard));
        References reads = GuardNodes.reads(guard);
        reads.fieldsByOwner().keySet().removeAll(drawn.fieldsByOwner().keySet());
        connect(id, reads);
        edges.add(new Edge(id, next, "", false));
    }

    /// Without outputs of its own, an endpoint gives all of its last step.
    private void addLastStep(String target, List<String> lines, References reads) {
        GraphStep last = description.graph().steps().getLast();
        List<String> names = outputs(last);
        lines.addAll(names);
        names.forEach(name -> reads.add(last.name(), name));
        if (names.isEmpty()) {
            edges.add(new Edge(StepDiagramBuilder.exit(last), target, "all outputs", false));
        }
    }

    private List<String> outputs(GraphStep step) {
        if (step.pattern() instanceof StepOperation.Compute compute) {
            return List.copyOf(compute.values().keySet());
        }
        if (step.pattern() instanceof StepOperation.Features features) {
            return List.copyOf(features.values().keySet());
        }
        List<String> names = new ArrayList<>();
        boolean isFirst = true;
        for (Callee callee : step.pattern().callees()) {
            List<String> own =
                    signatures.signature(callee).map(Signature::outputs).orElse(List.of()).stream()
                            .map(Field::name)
                            .toList();
            if (isFirst) {
                names.addAll(own);
            } else {
                names.retainAll(own);
            }
            isFirst = false;
        }
        return names;
    }
}
