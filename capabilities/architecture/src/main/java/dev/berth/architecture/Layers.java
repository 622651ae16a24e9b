package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// In which layer each node stands: one after the last from which it has an edge. Edges that go in
/// a circle are followed as far as they lead to something new.
final class Layers {
    private final Map<String, List<String>> sources = new HashMap<>();
    private final Map<String, Integer> layers = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    private Layers(Diagram view) {
        for (Edge edge : view.edges()) {
            sources.computeIfAbsent(edge.to(), key -> new ArrayList<>()).add(edge.from());
        }
    }

    static Map<String, Integer> of(Diagram view) {
        var layers = new Layers(view);
        for (Node node : view.nodes()) {
            layers.layer(node.id());
        }
        layers.spread(view);
        return layers.layers;
    }

    private int layer(String id) {
        Integer known = layers.get(id);
        if (known != null) {
            return known;
        }
        underWay.add(id);
        int layer = 0;
        for (String source : sources.getOrDefault(id, List.of())) {
            if (!underWay.contains(source)) {
                layer = Math.max(layer, layer(source) + 1);
            }
        }
        underWay.remove(id);
        layers.put(id, layer);
        return layer;
    }

    /// Two nodes with an edge between them are never in one layer.
    private void spread(Diagram view) {
        for (Edge edge : view.edges()) {
            if (layers.getOrDefault(edge.from(), 0).equals(layers.getOrDefault(edge.to(), 0))) {
                int own = layers.getOrDefault(edge.to(), 0);
                for (Map.Entry<String, Integer> entry : layers.entrySet()) {
                    if (entry.getValue() > own || entry.getKey().equals(edge.to())) {
                        entry.setValue(entry.getValue() + 1);
                    }
                }
            }
        }
    }
}
