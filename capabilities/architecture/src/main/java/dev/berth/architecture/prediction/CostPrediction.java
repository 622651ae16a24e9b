package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
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
        Map<String, Prediction> predictions = new TreeMap<>();
        for (Component component : graph.components()) {
            predictions.put(component.id(), of(graph, component.id()));
        }
        return predictions;
    }

    private static Prediction of(SystemGraph graph, String id) {
        double sum = 0;
        double most = 0;
        String dearest = "";
        List<String> path = new ArrayList<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (String each : CallOrder.reached(graph, id)) {
            Component component = graph.component(each);
            path.add(each);
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
                path,
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
