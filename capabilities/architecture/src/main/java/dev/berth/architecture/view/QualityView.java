package dev.berth.architecture.view;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.prediction.AvailabilityPrediction;
import dev.berth.architecture.prediction.CostPrediction;
import dev.berth.architecture.prediction.LatencyPrediction;
import dev.berth.architecture.prediction.Prediction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/// Views of one quality: what is predicted for each component that is called, and what decides it.
final class QualityView {
    private static final int CALL = 0;
    private static final int DECIDES = 3;

    private final SystemGraph graph;
    private final ViewCanvas canvas;
    private final Map<String, Prediction> predictions;

    private QualityView(SystemGraph graph, ViewCanvas canvas, Map<String, Prediction> predictions) {
        this.graph = graph;
        this.canvas = canvas;
        this.predictions = predictions;
    }

    /// The longest path of calls.
    static void latency(SystemGraph graph, ViewCanvas canvas) {
        new QualityView(graph, canvas, LatencyPrediction.of(graph))
                .draw(QualityText::ownLatency, QualityText::millis, "on the longest path of calls");
    }

    /// What is needed, and what to improve first.
    static void availability(SystemGraph graph, ViewCanvas canvas) {
        new QualityView(graph, canvas, AvailabilityPrediction.of(graph))
                .draw(
                        QualityText::ownAvailability,
                        QualityText::availability,
                        "needed: if it is down, so is the caller");
    }

    static void cost(SystemGraph graph, ViewCanvas canvas) {
        new QualityView(graph, canvas, CostPrediction.of(graph))
                .draw(QualityText::ownCost, QualityText::cost, "paid for, for the caller");
    }

    private void draw(
            Function<Component, String> own, DoubleFunction<String> value, String meaning) {
        Set<String> first = firstToImprove();
        for (Component component : graph.components()) {
            if (isDrawn(component)) {
                canvas.box(
                        component,
                        Optional.empty(),
                        isCaller(component) ? 0 : 1,
                        details(component, own, value, first));
            }
        }
        Set<String> deciding = deciding();
        Map<String, Flow> calls = new LinkedHashMap<>();
        for (Flow flow : graph.flows()) {
            if (flow.kind() == Flow.Kind.CALL) {
                calls.putIfAbsent(flow.from() + '\n' + flow.to(), flow);
            }
        }
        calls.forEach(
                (pair, flow) -> {
                    boolean isDeciding = deciding.contains(pair) && !flow.use().isOptional();
                    canvas.line(
                            flow.from(),
                            flow.to(),
                            isDeciding ? DECIDES : CALL,
                            flow.use().isOptional() ? "optional" : flow.use().oneOf().orElse(""),
                            flow.toString(),
                            isDeciding ? meaning : "other calls");
                });
    }

    private boolean isDrawn(Component component) {
        return !graph.outgoing(component.id(), Flow.Kind.CALL).isEmpty()
                || !graph.incoming(component.id(), Flow.Kind.CALL).isEmpty();
    }

    private static boolean isCaller(Component component) {
        return component.kind() == ComponentKind.CONSUMER;
    }

    private List<String> details(
            Component component,
            Function<Component, String> own,
            DoubleFunction<String> value,
            Set<String> first) {
        List<String> lines = new ArrayList<>();
        if (!isCaller(component)) {
            lines.add(own.apply(component));
        }
        Prediction prediction = predictions.get(component.id());
        boolean hasCalls = !graph.outgoing(component.id(), Flow.Kind.CALL).isEmpty();
        if (prediction != null && hasCalls) {
            if (prediction.value().isPresent()) {
                lines.add("with calls " + value.apply(prediction.value().getAsDouble()));
            } else {
                lines.add(
                        prediction.unknown().isEmpty()
                                ? "too many alternatives"
                                : prediction.unknown().size() + " not known");
            }
        }
        if (first.contains(component.id())) {
            lines.add("improve first");
        }
        return lines;
    }

    /// What to improve first for those that are not called by others.
    private Set<String> firstToImprove() {
        Set<String> first = new HashSet<>();
        for (Component component : graph.components()) {
            if (graph.incoming(component.id(), Flow.Kind.CALL).isEmpty()) {
                Prediction prediction = predictions.get(component.id());
                if (prediction != null && !prediction.first().equals(component.id())) {
                    first.add(prediction.first());
                }
            }
        }
        return first;
    }

    /// Calls between two components of a path, of those that are not called by others.
    private Set<String> deciding() {
        Set<String> pairs = new HashSet<>();
        for (Component component : graph.components()) {
            Prediction prediction = predictions.get(component.id());
            if (prediction == null || !graph.incoming(component.id(), Flow.Kind.CALL).isEmpty()) {
                continue;
            }
            Set<String> path = new HashSet<>(prediction.path());
            for (String from : path) {
                graph.outgoing(from, Flow.Kind.CALL).stream()
                        .filter(flow -> path.contains(flow.to()))
                        .forEach(flow -> pairs.add(flow.from() + '\n' + flow.to()));
            }
        }
        return pairs;
    }
}
