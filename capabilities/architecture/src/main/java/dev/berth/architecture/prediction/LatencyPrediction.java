package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final CallNumbers usual;
    private final Map<String, Node> nodes = new HashMap<>();

    /// @param value milliseconds, as far as it is known
    /// @param longest of each stage of calls the one that takes longest
    private record Node(double value, List<String> longest) {}

    private LatencyPrediction(SystemGraph graph) {
        this.graph = graph;
        this.usual = new CallNumbers(graph, this::isUsual);
    }

    /// Predictions by id. Calls on a cycle count once.
    public static Map<String, Prediction> of(SystemGraph graph) {
        return of(graph, graph.components().stream().map(Component::id).toList());
    }

    /// Predictions of some components by id.
    public static Map<String, Prediction> of(SystemGraph graph, Collection<String> ids) {
        var prediction = new LatencyPrediction(graph);
        CallOrder.of(graph).forEach(prediction::add);
        Map<String, Prediction> predictions = new TreeMap<>();
        ids.forEach(id -> predictions.put(id, prediction.prediction(id)));
        return predictions;
    }

    private void add(String id) {
        double value = own(id);
        List<String> all = new ArrayList<>();
        Map<Integer, List<Flow>> stages = new TreeMap<>();
        for (Flow flow : graph.outgoing(id, Flow.Kind.CALL)) {
            if (nodes.containsKey(flow.to()) && isUsual(flow)) {
                stages.computeIfAbsent(flow.use().stage(), _ -> new ArrayList<>()).add(flow);
            }
        }
        for (List<Flow> calls : stages.values()) {
            String longest = "";
            double most = -1;
            for (Flow call : calls) {
                double callee = Objects.requireNonNull(nodes.get(call.to())).value();
                if (callee > most) {
                    most = callee;
                    longest = call.to();
                }
            }
            value += most;
            all.add(longest);
        }
        nodes.put(id, new Node(value, all));
    }

    /// Its own time in milliseconds; 0 if it is not known.
    private double own(String id) {
        return graph.component(id)
                .facts()
                .latency()
                .map(each -> each.toNanos() / NANOS)
                .orElse(0.0);
    }

    /// Whether most requests make a call: not the later stages of a cascade, and not what only
    /// fallbacks, shadows and small variants call.
    private boolean isUsual(Flow flow) {
        String caller = flow.from();
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

    private Prediction prediction(String id) {
        Set<String> path = path(id);
        String slowest = "";
        double most = 0;
        for (String each : path) {
            if (own(each) > most) {
                most = own(each);
                slowest = each;
            }
        }
        Set<String> unknown = new LinkedHashSet<>();
        for (String each : usual.from(id).ids()) {
            if (graph.component(each).facts().latency().isEmpty() && !isWithoutWork(each)) {
                unknown.add(each);
            }
        }
        double value = Objects.requireNonNull(nodes.get(id)).value();
        return new Prediction(
                id,
                unknown.isEmpty() ? OptionalDouble.of(value) : OptionalDouble.empty(),
                List.copyOf(path),
                unknown,
                slowest);
    }

    /// The component and what decides how long it takes, callers before callees. What is called
    /// several times is in it once.
    private Set<String> path(String id) {
        Set<String> path = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(id));
        while (!open.isEmpty()) {
            String each = open.pop();
            if (path.add(each)) {
                Objects.requireNonNull(nodes.get(each)).longest().reversed().forEach(open::push);
            }
        }
        return path;
    }
}
