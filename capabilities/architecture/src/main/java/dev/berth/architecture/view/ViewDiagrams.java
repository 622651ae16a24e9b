package dev.berth.architecture.view;

import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.DataClasses;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Builder of views as diagrams.
public final class ViewDiagrams {
    private static final String CALLS = "calls, and waits for the answer";
    private static final String VALUES = "values go";

    /// More of them take minutes to lay out, and are not readable.
    private static final int COMPONENTS_MAX = 300;

    private static final int CALL = 0;
    private static final int DATA = 1;
    private static final int MARKED = 3;

    private final SystemGraph graph;
    private final ViewCanvas canvas = new ViewCanvas();

    private ViewDiagrams(SystemGraph graph) {
        this.graph = graph;
    }

    /// A view of a system.
    ///
    /// @param constraints results, which the view of constraints draws
    /// @throws ProblemException `data-invalid` if the system has nothing to be seen in it, or too
    ///   many components
    public static BoxDiagram of(
            SystemGraph graph, SystemView view, List<ConstraintResult> constraints) {
        if (graph.components().size() > COMPONENTS_MAX) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    graph.components().size()
                            + " components of "
                            + graph.name()
                            + " (expected: at most "
                            + COMPONENTS_MAX
                            + " in a drawing)",
                    "describe parts of the system by themselves, or write --format structurizr");
        }
        var diagrams = new ViewDiagrams(graph);
        switch (view) {
            case USE_CASES -> diagrams.useCases();
            case COMPONENTS -> diagrams.components();
            case DATA_FLOW -> diagrams.dataFlow();
            case PIPELINE -> diagrams.pipeline();
            case DEPLOYMENT -> diagrams.deployment();
            case LATENCY -> QualityView.latency(graph, diagrams.canvas);
            case AVAILABILITY -> QualityView.availability(graph, diagrams.canvas);
            case COST -> QualityView.cost(graph, diagrams.canvas);
            case PRIVACY -> diagrams.privacy();
            case OWNERSHIP -> diagrams.ownership();
            case CONSTRAINTS -> ConstraintView.draw(graph, constraints, diagrams.canvas);
        }
        if (diagrams.canvas.isEmpty() && view == SystemView.CONSTRAINTS) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    ConstraintView.held(graph.name(), constraints),
                    constraints.isEmpty()
                            ? "add `constraints` or `patterns` to `architecture:` in berth.yaml"
                            : "nothing is to be mended");
        }
        if (diagrams.canvas.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "system "
                            + graph.name()
                            + " has nothing for the view "
                            + view.word()
                            + " (expected: components)",
                    "describe models, endpoints or `architecture:` in berth.yaml");
        }
        return diagrams.canvas.diagram(graph.name() + ": " + title(view), view.question());
    }

    private static String title(SystemView view) {
        return view.word().replace('-', ' ');
    }

    private static boolean isUser(Component component) {
        return component.kind() == ComponentKind.CONSUMER
                || component.kind() == ComponentKind.INTERFACE;
    }

    /// Consumers, and what they call themselves.
    private void useCases() {
        Set<String> used = new LinkedHashSet<>();
        for (Component component : graph.components()) {
            if (isUser(component)) {
                graph.outgoing(component.id(), Flow.Kind.CALL).forEach(flow -> used.add(flow.to()));
            }
        }
        for (Component component : graph.components()) {
            if (isUser(component)) {
                canvas.box(component, Optional.empty(), 0, purpose(component));
            } else if (used.contains(component.id())) {
                canvas.box(component, Optional.empty(), 1, purpose(component));
            }
        }
        calls(flow -> isUser(graph.component(flow.from())));
    }

    private static List<String> purpose(Component component) {
        List<String> lines = new ArrayList<>();
        component.facts().summary().ifPresent(lines::add);
        component.facts().owner().ifPresent(owner -> lines.add("owner: " + owner));
        return lines;
    }

    private void components() {
        List<String> tiers = tiers();
        for (Component component : graph.components()) {
            Optional<String> tier = component.facts().tier();
            if (tier.isPresent()) {
                int layer = tiers.indexOf(tier.get()) + 1;
                canvas.group(tier.get(), layer, Tone.FIRST, tier.get(), List.of("tier"), "a tier");
            }
            canvas.box(component, tier, layer(component, tiers), details(component));
        }
        calls(_ -> true);
        // Data that no call explains.
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.DATA && !graph.isOfCall(flow)) {
                line(flow, DATA, VALUES);
            }
        }
    }

    /// Declared tiers in the order in which calls go through them.
    private List<String> tiers() {
        Set<String> tiers = new LinkedHashSet<>();
        for (Component component : graph.components()) {
            component.facts().tier().ifPresent(tiers::add);
        }
        List<String> ordered = new ArrayList<>(tiers);
        // As few calls as possible against the order; the order of the description otherwise.
        for (int pass = 0; pass < ordered.size(); pass++) {
            for (int i = 0; i + 1 < ordered.size(); i++) {
                String one = ordered.get(i);
                String other = ordered.get(i + 1);
                if (callsBetween(other, one) > callsBetween(one, other)) {
                    ordered.set(i, other);
                    ordered.set(i + 1, one);
                }
            }
        }
        return ordered;
    }

    private long callsBetween(String from, String to) {
        return graph.flows().stream()
                .filter(flow -> flow.kind() == Flow.Kind.CALL)
                .filter(flow -> isOfTier(flow.from(), from) && isOfTier(flow.to(), to))
                .count();
    }

    private boolean isOfTier(String id, String tier) {
        return graph.component(id).facts().tier().filter(tier::equals).isPresent();
    }

    private static int layer(Component component, List<String> tiers) {
        return switch (component.kind()) {
            case CONSUMER, INTERFACE -> 0;
            case ENDPOINT, GUARD, SERVICE, MODEL, ENCODER, QUEUE, JOB, STORE, VIEW, SOURCE ->
                    tiers.isEmpty() ? 1 : tiers.size() + 1;
        };
    }

    private static List<String> details(Component component) {
        List<String> lines = new ArrayList<>();
        component.facts().language().ifPresent(lines::add);
        for (String pattern : List.of("cascade", "ensemble", "switch", "precomputed")) {
            if ("true".equals(component.facts().labels().get(pattern))) {
                lines.add(pattern);
            }
        }
        return lines;
    }

    private void calls(Predicate<Flow> isDrawn) {
        Map<String, List<Flow>> between = new LinkedHashMap<>();
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.CALL && isDrawn.test(flow)) {
                between.computeIfAbsent(flow.from() + '\n' + flow.to(), _ -> new ArrayList<>())
                        .add(flow);
            }
        }
        between.values()
                .forEach(
                        flows -> {
                            Flow first = flows.getFirst();
                            canvas.line(
                                    first.from(),
                                    first.to(),
                                    CALL,
                                    label(flows),
                                    first.toString(),
                                    CALLS);
                        });
    }

    private static String label(List<Flow> flows) {
        List<String> labels =
                flows.stream().map(Flow::label).filter(text -> !text.isEmpty()).distinct().toList();
        String text = labels.size() > 2 ? labels.size() + " calls" : String.join(", ", labels);
        return flows.getFirst().perSecond().isPresent()
                ? (text + " " + rate(flows.getFirst().perSecond().getAsDouble())).strip()
                : text;
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.3g/s" : "%.0f/s", perSecond);
    }

    private void line(Flow flow, int style, String meaning) {
        canvas.line(flow.from(), flow.to(), style, label(List.of(flow)), flow.toString(), meaning);
    }

    /// Whether values are the request or the answer of a call that is drawn. Values without what is
    /// sent to be answered.
    private void dataFlow() {
        for (Component component : graph.components()) {
            if (!isInputGuard(component.id())) {
                canvas.box(component, Optional.empty(), stage(component.kind()), List.of());
            }
        }
        values();
    }

    private void values() {
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.DATA && !isRequest(flow)) {
                line(flow, DATA, VALUES);
            }
        }
    }

    private boolean isRequest(Flow flow) {
        return graph.calls(flow.from(), flow.to())
                || isInputGuard(flow.from())
                || isInputGuard(flow.to());
    }

    private boolean isInputGuard(String id) {
        return "input".equals(graph.component(id).facts().labels().get("position"));
    }

    private static int stage(ComponentKind kind) {
        return switch (kind) {
            case SOURCE, VIEW, STORE, QUEUE, JOB, MODEL, ENCODER, ENDPOINT, GUARD, SERVICE -> 0;
            case CONSUMER, INTERFACE -> 1;
        };
    }

    /// Stages from raw events to answers, without those who use them.
    private void pipeline() {
        Map<ComponentKind, String> stages =
                Map.ofEntries(
                        Map.entry(ComponentKind.SOURCE, "Raw events"),
                        Map.entry(ComponentKind.QUEUE, "Raw events"),
                        Map.entry(ComponentKind.VIEW, "Features"),
                        Map.entry(ComponentKind.STORE, "Features"),
                        Map.entry(ComponentKind.JOB, "Jobs"),
                        Map.entry(ComponentKind.MODEL, "Models"),
                        Map.entry(ComponentKind.ENCODER, "Models"),
                        Map.entry(ComponentKind.ENDPOINT, "Serving"));
        List<String> order = List.of("Raw events", "Features", "Jobs", "Models", "Serving");
        for (Component component : graph.components()) {
            String stage = stages.get(component.kind());
            if (stage != null) {
                canvas.group(
                        stage, order.indexOf(stage) + 1, Tone.FIRST, stage, List.of(), "a stage");
                canvas.box(component, Optional.of(stage), 0, version(component));
            }
        }
        values();
    }

    private static List<String> version(Component component) {
        return Optional.ofNullable(component.facts().labels().get("version")).stream()
                .map(version -> "version " + version)
                .toList();
    }

    private void deployment() {
        for (Component component : graph.components()) {
            if (component.kind() == ComponentKind.GUARD) {
                continue;
            }
            Optional<String> site =
                    component
                            .facts()
                            .site()
                            .or(() -> isServed(component) ? Optional.of(SERVER) : Optional.empty());
            site.ifPresent(
                    name -> canvas.group(name, 1, Tone.FIRST, name, List.of("site"), "a site"));
            int replicas = component.facts().replicas().orElse(1);
            canvas.box(
                    component,
                    site,
                    isUser(component) ? 0 : 2,
                    replicas > 1 ? List.of(replicas + " replicas") : List.of());
        }
        calls(_ -> true);
    }

    private static final String SERVER = "berth";

    /// Whether Berth's own process has it, unless the description says otherwise.
    private static boolean isServed(Component component) {
        return switch (component.kind()) {
            case MODEL, ENCODER, ENDPOINT, VIEW -> true;
            case STORE, SOURCE, JOB, GUARD, SERVICE, QUEUE, INTERFACE, CONSUMER -> false;
        };
    }

    /// Components that classes of data reach, and the way there.
    private void privacy() {
        Map<String, Set<String>> reached = DataClasses.reached(graph);
        for (Component component : graph.components()) {
            Set<String> classes = reached.getOrDefault(component.id(), Set.of());
            if (!classes.isEmpty() || !component.facts().removes().isEmpty()) {
                List<String> lines = new ArrayList<>();
                if (!classes.isEmpty()) {
                    lines.add("has " + String.join(", ", classes));
                }
                if (!component.facts().removes().isEmpty()) {
                    lines.add("removes " + String.join(", ", component.facts().removes()));
                }
                Optional<String> site = component.facts().site();
                site.ifPresent(
                        name -> canvas.group(name, 1, Tone.FIRST, name, List.of("site"), "a site"));
                canvas.box(component, site, isUser(component) ? 2 : 1, lines);
            }
        }
        Set<String> all = new TreeSet<>();
        reached.values().forEach(all::addAll);
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.DATA) {
                Set<String> passing =
                        DataClasses.passing(
                                graph, flow, reached.getOrDefault(flow.from(), Set.of()));
                if (!passing.isEmpty()) {
                    canvas.line(
                            flow.from(),
                            flow.to(),
                            MARKED,
                            all.size() == 1 ? "" : String.join(", ", passing),
                            flow.toString(),
                            all.size() == 1
                                    ? "data of the class " + all.iterator().next() + " goes"
                                    : "data of a class goes");
                }
            }
        }
    }

    /// Teams, and calls from one team's component to another's.
    private void ownership() {
        for (Component component : graph.components()) {
            if (component.kind() == ComponentKind.GUARD) {
                continue;
            }
            String owner = component.facts().owner().orElse("no owner");
            canvas.group(
                    owner,
                    1,
                    component.facts().owner().isPresent() ? Tone.FIRST : Tone.SECOND,
                    owner,
                    List.of(),
                    component.facts().owner().isPresent() ? "a team" : "without an owner");
            canvas.box(component, Optional.of(owner), 0, List.of());
        }
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.CALL) {
                boolean isWithin =
                        graph.component(flow.from())
                                .facts()
                                .owner()
                                .equals(graph.component(flow.to()).facts().owner());
                line(
                        flow,
                        isWithin ? CALL : MARKED,
                        isWithin ? "calls within a team" : "calls between teams");
            }
        }
    }
}
