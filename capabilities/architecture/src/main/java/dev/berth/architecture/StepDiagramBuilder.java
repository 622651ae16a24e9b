package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Builder of the nodes and edges of one step: one node where it calls or computes one thing; where
/// it calls several, a node for each and one in which their paths meet.
final class StepDiagramBuilder {
    private final GraphStep step;
    private final EndpointDescription description;
    private final SignatureLookup signatures;
    private final Function<Callee, Optional<Diagram>> inner;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, References> entries = new LinkedHashMap<>();

    StepDiagramBuilder(
            GraphStep step,
            EndpointDescription description,
            SignatureLookup signatures,
            Function<Callee, Optional<Diagram>> inner) {
        this.step = step;
        this.description = description;
        this.signatures = signatures;
        this.inner = inner;
        switch (step.pattern()) {
            case StepOperation.Call(Callee callee) -> addCall(callee);
            case StepOperation.Compute(var values) -> addComputation(values);
            case StepOperation.Features features -> addFeatures(features);
            case StepOperation.Ensemble ensemble -> addEnsemble(ensemble);
            case StepOperation.Cascade cascade -> addCascade(cascade);
            case StepOperation.Switch cases -> addSwitch(cases);
        }
    }

    /// The id of the node that gives a step's outputs.
    static String exit(GraphStep step) {
        return "step " + step.name();
    }

    List<Node> nodes() {
        return nodes;
    }

    /// Those within the step.
    List<Edge> edges() {
        return edges;
    }

    /// What nodes of the step read from outside, by their ids.
    Map<String, References> entries() {
        return entries;
    }

    private void addCall(Callee callee) {
        List<String> details = new ArrayList<>();
        details.add(callee.toString());
        details.addAll(variants(callee));
        details.addAll(owner(callee));
        details.addAll(bounds());
        nodes.add(
                new Node(
                        exit(step),
                        kind(callee),
                        step.name(),
                        details,
                        standIns(),
                        step.each().isPresent(),
                        inner.apply(callee)));
        entries.put(exit(step), reads(callee));
    }

    /// Where it is another's than the endpoint's own.
    private List<String> owner(Callee callee) {
        return signatures
                .owner(callee)
                .filter(owner -> !description.owner().equals(Optional.of(owner)))
                .map(owner -> List.of("owner: " + owner))
                .orElse(List.of());
    }

    private static Kind kind(Callee callee) {
        return switch (callee) {
            case Callee.Model model -> Kind.MODEL;
            case Callee.Endpoint endpoint -> Kind.ENDPOINT;
            case Callee.Remote remote -> Kind.MODEL;
        };
    }

    private void addComputation(Map<String, ExpressionText> values) {
        List<String> details = new ArrayList<>();
        var reads = new References();
        values.forEach(
                (name, text) -> {
                    details.add(name + " = " + text);
                    reads.read(text.text());
                });
        nodes.add(Node.of(exit(step), Kind.COMPUTATION, step.name(), details));
        entries.put(exit(step), reads);
    }

    private void addFeatures(StepOperation.Features features) {
        List<String> details = new ArrayList<>();
        var reads = new References();
        features.values()
                .forEach(
                        (name, selection) -> {
                            details.add(name + " = " + selection.feature());
                            selection.fields().values().forEach(field -> readField(field, reads));
                        });
        features.asOf()
                .ifPresent(
                        text -> {
                            details.add("as of " + text);
                            reads.read(text.text());
                        });
        step.with().values().forEach(text -> reads.read(text.text()));
        nodes.add(Node.of(exit(step), Kind.FEATURES, step.name(), details));
        entries.put(exit(step), reads);
    }

    /// A key comes from the caller unless it is bound.
    private void readField(String field, References reads) {
        if (!step.with().containsKey(field)) {
            reads.read("input." + field);
        }
    }

    private void addEnsemble(StepOperation.Ensemble ensemble) {
        boolean isWeighted =
                ensemble.members().stream()
                                .mapToDouble(StepOperation.Member::weight)
                                .distinct()
                                .count()
                        > 1;
        for (StepOperation.Member member : ensemble.members()) {
            String id = addPart(member.callee());
            entries.put(id, reads(member.callee()));
            edges.add(
                    new Edge(
                            id,
                            exit(step),
                            isWeighted ? "weight " + QuantityFormatter.number(member.weight()) : "",
                            false));
        }
        addExit(
                switch (ensemble.combination()) {
                    case MEAN -> "mean" + (isWeighted ? " by weight" : "");
                    case VOTE -> "vote" + (isWeighted ? " by weight" : "");
                });
    }

    private void addCascade(StepOperation.Cascade cascade) {
        List<StepOperation.Stage> stages = cascade.stages();
        String before = "";
        for (int i = 0; i < stages.size(); i++) {
            StepOperation.Stage stage = stages.get(i);
            String id = addPart(stage.callee());
            if (i == 0) {
                entries.put(id, reads(stage.callee()));
            } else {
                edges.add(new Edge(before, id, escalation(cascade, i), true));
            }
            Optional<ExpressionText> accept = stage.accept();
            if (accept.isEmpty()) {
                edges.add(new Edge(id, exit(step), "", false));
                continue;
            }
            String decision = id + " decision";
            nodes.add(
                    Node.of(decision, Kind.DECISION, "sure enough?", List.of(accept.get().text())));
            edges.add(new Edge(id, decision, "", false));
            edges.add(new Edge(decision, exit(step), "yes", true));
            before = decision;
        }
        addExit("the first answer that is accepted");
    }

    private static String escalation(StepOperation.Cascade cascade, int stage) {
        return stage == 1 && cascade.escalationMax().isPresent()
                ? "no: at most "
                        + QuantityFormatter.share(cascade.escalationMax().getAsDouble(), 1)
                        + " of the records"
                : "no";
    }

    private void addSwitch(StepOperation.Switch cases) {
        String decision = exit(step) + " decision";
        var reads = new References();
        nodes.add(
                Node.of(
                        decision,
                        Kind.DECISION,
                        step.name() + ": which?",
                        List.of("the first that holds")));
        for (StepOperation.Case each : cases.cases()) {
            String id = addPart(each.callee());
            each.when().ifPresent(when -> reads.read(when.text()));
            reads(each.callee())
                    .fieldsByOwner()
                    .forEach((owner, fields) -> fields.forEach(f -> reads.add(owner, f)));
            edges.add(
                    new Edge(
                            decision,
                            id,
                            each.when().map(ExpressionText::text).orElse("otherwise"),
                            true));
            edges.add(new Edge(id, exit(step), "", true));
        }
        entries.put(decision, reads);
        addExit("the answer of the one called");
    }

    /// One of several that the step calls.
    private String addPart(Callee callee) {
        String id = exit(step) + " part " + nodes.size();
        List<String> details = new ArrayList<>();
        if (callee instanceof Callee.Endpoint) {
            details.add("endpoint");
        }
        details.addAll(variants(callee));
        details.addAll(owner(callee));
        String title =
                switch (callee) {
                    case Callee.Model model -> model.toString();
                    case Callee.Endpoint endpoint -> endpoint.name().value();
                    case Callee.Remote remote -> remote.toString();
                };
        nodes.add(
                new Node(
                        id,
                        kind(callee),
                        title,
                        details,
                        List.of(),
                        step.each().isPresent(),
                        inner.apply(callee)));
        return id;
    }

    private void addExit(String how) {
        List<String> details = new ArrayList<>();
        details.add(how);
        details.addAll(bounds());
        nodes.add(
                new Node(
                        exit(step),
                        Kind.JOIN,
                        step.name(),
                        details,
                        standIns(),
                        false,
                        Optional.empty()));
    }

    private List<String> bounds() {
        List<String> bounds = new ArrayList<>();
        step.each().ifPresent(each -> bounds.add("each " + each.variable() + " in " + each.list()));
        step.timeout()
                .ifPresent(timeout -> bounds.add("within " + QuantityFormatter.duration(timeout)));
        return bounds;
    }

    private List<String> standIns() {
        List<String> lines = new ArrayList<>();
        step.otherwise().forEach((output, value) -> lines.add(output + " = " + value));
        return lines;
    }

    /// What variants of the endpoint call in its place.
    private List<String> variants(Callee callee) {
        List<String> lines = new ArrayList<>();
        for (TrafficPolicy.Variant variant :
                description.traffic().map(TrafficPolicy::variants).orElse(List.of())) {
            Callee other = variant.arm().replaced().get(callee);
            if (other != null) {
                lines.add(variant.name() + ": " + other);
            }
        }
        return lines;
    }

    private References reads(Callee callee) {
        var reads = new References();
        step.each().ifPresent(each -> reads.read(each.list().text()));
        Optional<Signature> signature = signatures.signature(callee);
        if (signature.isEmpty()) {
            step.with().values().forEach(text -> reads.read(text.text()));
            if (reads.fieldsByOwner().isEmpty()) {
                // Which of the input's fields cannot be determined.
                reads.add("input", "");
            }
            return reads;
        }
        for (Field input : signature.get().inputs()) {
            ExpressionText text = step.with().get(input.name());
            if (text != null) {
                reads.read(text.text());
            } else {
                reads.add("input", input.name());
            }
        }
        return reads;
    }
}
