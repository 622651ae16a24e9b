package dev.berth.architecture;

import dev.berth.architecture.Layout.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts the items of each layer in an order in which few edges cross: sweeps down and up, in each
/// of which an item goes to the mean position of its neighbours (the barycentre). The best order
/// that was met counts.
final class LayerOrder {
    /// Later sweeps hardly find anything.
    private static final int SWEEPS = 24;

    private LayerOrder() {}

    static void improve(List<List<Item>> layers) {
        layers.forEach(LayerOrder::number);
        List<List<Item>> best = copy(layers);
        long crossings = crossings(layers);
        for (int sweep = 0; sweep < SWEEPS && crossings > 0; sweep++) {
            boolean isDown = sweep % 2 == 0;
            for (List<Item> layer : isDown ? layers : layers.reversed()) {
                sort(layer, isDown);
            }
            long now = crossings(layers);
            if (now < crossings) {
                crossings = now;
                best = copy(layers);
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).clear();
            layers.get(i).addAll(best.get(i));
            number(layers.get(i));
        }
    }

    private static List<List<Item>> copy(List<List<Item>> layers) {
        List<List<Item>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(List.copyOf(layer)));
        return copy;
    }

    private static void number(List<Item> layer) {
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).position = i;
        }
    }

    private static void sort(List<Item> layer, boolean isDown) {
        layer.sort(
                Comparator.comparingDouble(
                        item ->
                                (isDown ? item.above : item.below)
                                        .stream()
                                                .mapToInt(next -> next.position)
                                                .average()
                                                .orElse(item.position)));
        number(layer);
    }

    private static long crossings(List<List<Item>> layers) {
        long crossings = 0;
        for (List<Item> layer : layers) {
            // Ends of edges in the order of their beginnings; each pair out of order is a crossing.
            List<Integer> ends = new ArrayList<>();
            for (Item item : layer) {
                item.below.stream().map(next -> next.position).sorted().forEach(ends::add);
            }
            for (int i = 0; i < ends.size(); i++) {
                for (int j = i + 1; j < ends.size(); j++) {
                    if (ends.get(i) > ends.get(j)) {
                        crossings++;
                    }
                }
            }
        }
        return crossings;
    }
}
