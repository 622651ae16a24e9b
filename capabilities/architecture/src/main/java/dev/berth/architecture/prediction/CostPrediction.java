package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.SystemGraph;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/// Cost in a month of each component with all that it calls: that of one instance by the number of
/// instances. What several call counts for each of them.
public final class CostPrediction {
    private CostPrediction() {}

    /// Predictions by id.
    public static Map<String, Prediction> of(SystemGraph graph) {
        return of(graph, graph.components().stream().map(Component::id).toList());
    }

    /// Predictions of some components by id.
    public static Map<String, Prediction> of(SystemGraph graph, Collection<String> ids) {
        Map<String, Prediction> predictions = new TreeMap<>();
        var calls = new CallNumbers(graph, _ -> true);
        ids.forEach(id -> predictions.put(id, of(graph, id, calls.from(id).ids())));
        return predictions;
    }

    private static Prediction of(SystemGraph graph, String id, List<String> reached) {
        double sum = 0;
        double most = 0;
        String dearest = "";
        Set<String> unknown = new LinkedHashSet<>();
        for (String each : reached) {
            Component component = graph.component(each);
            if (component.facts().costPerMonth().isPresent()) {
                double cost =
                        component.facts().costPerMonth().getAsDouble()
                                * component.facts().replicas().orElse(1);
                sum += cost;
                if (cost > most) {
                    most = cost;
                    dearest = each;
                }
            } else if (isPaid(component)) {
                unknown.add(each);
            }
        }
        return new Prediction(
                id,
                unknown.isEmpty() ? OptionalDouble.of(sum) : OptionalDouble.empty(),
                reached,
                unknown,
                dearest);
    }

    private static boolean isPaid(Component component) {
        return switch (component.kind()) {
            case CONSUMER, GUARD, VIEW -> false;
            case SOURCE, JOB, STORE, MODEL, ENCODER, ENDPOINT, SERVICE, QUEUE, INTERFACE -> true;
        };
    }
}
