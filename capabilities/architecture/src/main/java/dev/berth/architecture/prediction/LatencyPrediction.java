package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/// Median latency of each component with what it calls: its own, and of each stage of its calls the
/// longest one. Optional calls that are made in the first place count; the later stages of a
/// cascade, which most records do not reach, do not.
///
/// The sum of medians is the median of the sum only where distributions are symmetric; where they
/// are skewed it is somewhat less.
public final class LatencyPrediction {
    private static final double NANOS = 1e6;

    private final SystemGraph graph;
    private final Map<String, Node> nodes = new HashMap<>();

    /// @param value milliseconds, as far as it is known
    private record Node(double value, List<String> path, Set<String> unknown) {}

    private LatencyPrediction(SystemGraph graph) {
        this.graph = graph;
    }

    /// Predictions by id. Calls on a cycle count once.
    public static Map<String, Prediction> of(SystemGraph graph) {
        var prediction = new LatencyPrediction(graph);
        CallOrder.of(graph).forEach(prediction::add);
        Map<String, Prediction> predictions = new TreeMap<>();
        prediction.nodes.forEach((id, node) -> predictions.put(id, prediction.of(id, node)));
        return predictions;
    }

    private void add(String id) {
        Optional<Duration> own = graph.component(id).facts().latency();
        double value = own.map(LatencyPrediction::millis).orElse(0.0);
        List<String> path = new ArrayList<>(List.of(id));
        Set<String> unknown = new LinkedHashSet<>();
        if (own.isEmpty() && !isWithoutWork(id)) {
            unknown.add(id);
        }
        Map<Integer, List<Flow>> stages = new TreeMap<>();
        for (Flow flow : graph.outgoing(id, Flow.Kind.CALL)) {
            if (nodes.containsKey(flow.to()) && isUsual(flow, id)) {
                stages.computeIfAbsent(flow.use().stage(), _ -> new ArrayList<>()).add(flow);
            }
        }
        for (List<Flow> calls : stages.values()) {
            Node longest = null;
            for (Flow call : calls) {
                Node callee = Objects.requireNonNull(nodes.get(call.to()));
                unknown.addAll(callee.unknown());
                if (longest == null || callee.value() > longest.value()) {
                    longest = callee;
                }
            }
            if (longest != null) {
                value += longest.value();
                path.addAll(longest.path());
            }
        }
        nodes.put(id, new Node(value, path, unknown));
    }

    /// Whether most requests make a call: not the later stages of a cascade, and not what only
    /// fallbacks, shadows and small variants call.
    private boolean isUsual(Flow flow, String caller) {
        if (!flow.use().isOptional()) {
            return flow.use().oneOf().isEmpty() || isFirstOf(flow, caller);
        }
        return graph.outgoing(caller, Flow.Kind.CALL).stream()
                .filter(each -> each.label().equals(flow.label()))
                .findFirst()
                .filter(flow::equals)
                .isPresent();
    }

    private boolean isFirstOf(Flow flow, String caller) {
        return graph.outgoing(caller, Flow.Kind.CALL).stream()
                .filter(each -> each.use().oneOf().equals(flow.use().oneOf()))
                .findFirst()
                .filter(flow::equals)
                .isPresent();
    }

    /// Whether a component only stands for those who call.
    private boolean isWithoutWork(String id) {
        return switch (graph.component(id).kind()) {
            case CONSUMER, SOURCE, VIEW -> true;
            case GUARD, ENDPOINT, INTERFACE -> true;
            case MODEL, ENCODER, SERVICE, STORE, QUEUE, JOB -> false;
        };
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private Prediction of(String id, Node node) {
        String slowest = "";
        double most = 0;
        for (String each : node.path()) {
            double own =
                    graph.component(each)
                            .facts()
                            .latency()
                            .map(LatencyPrediction::millis)
                            .orElse(0.0);
            if (own > most) {
                most = own;
                slowest = each;
            }
        }
        return new Prediction(
                id,
                node.unknown().isEmpty() ? OptionalDouble.of(node.value()) : OptionalDouble.empty(),
                node.path(),
                node.unknown(),
                slowest);
    }
}
