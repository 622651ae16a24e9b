package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.DiagramLayout.Box;
import dev.berth.architecture.DiagramLayout.Label;
import dev.berth.architecture.DiagramLayout.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Finds a place for everything in a view, in layers from top to bottom.
///
/// The steps are those of Sugiyama, Tagawa and Toda (1981). Each node comes a layer after the last
/// that it has an edge from. An edge has a waypoint in each layer that it passes, and a layer of
/// its own for labels lies after each, so that labels take room as nodes do and cover nothing. Then
/// the order in the layers ([LayerOrder]) and the places along them ([CoordinateAssignment]) are
/// found. Edges go straight down through layers and bend between them, where nothing else is. Cost:
/// some sweeps over all edges, with counting of crossings in between. The same view always comes
/// out the same.
final class Layout {
    private static final double LABEL_SIZE = 10.5;
    static final double LABEL_LINE = 13;
    private static final double LABEL_WIDTH_MAX = 150;
    private static final int LABEL_LINES_MAX = 4;
    private static final double LABEL_PADDING = 4;

    /// Between layers: enough for an arrow's head, and more where edges go far to the side.
    private static final double GAP_MIN = 16;

    private static final double GAP_MAX = 64;
    private static final double SIDEWAYS_PER_GAP = 9;

    /// What the ends of edges keep from the corners of a node, as a part of its width.
    private static final double CORNER = 0.15;

    private final Diagram view;
    private final Map<String, Item> nodes = new HashMap<>();
    private final List<List<Item>> ways = new ArrayList<>();
    private final List<List<Item>> layers = new ArrayList<>();
    private final List<Double> layerTops = new ArrayList<>();
    private final List<Double> layerBottoms = new ArrayList<>();

    private Layout(Diagram view) {
        this.view = view;
    }

    static DiagramLayout of(Diagram view) {
        return new Layout(view).place();
    }

    /// A node, or where an edge passes a layer.
    static final class Item {
        final Optional<Size> size;
        final List<String> label;
        final double width;
        final double height;
        final int layer;
        final List<Item> above = new ArrayList<>();
        final List<Item> below = new ArrayList<>();
        int position;
        double middle;
        double top;

        private Item(
                Optional<Size> size, List<String> label, double width, double height, int layer) {
            this.size = size;
            this.label = label;
            this.width = width;
            this.height = height;
            this.layer = layer;
        }

        boolean isWaypoint() {
            return size.isEmpty();
        }

        /// Whether it is a waypoint of an edge that passes nodes.
        boolean isOfLongEdge() {
            return isWaypoint() && (above.getFirst().isWaypoint() || below.getFirst().isWaypoint());
        }
    }

    private DiagramLayout place() {
        makeItems();
        LayerOrder.improve(layers);
        CoordinateAssignment.find(layers);
        placeDown();
        List<Box> boxes = new ArrayList<>();
        for (Diagram.Node node : view.nodes()) {
            Item item = item(node.id());
            boxes.add(new Box(item.size.orElseThrow(), item.middle - item.width / 2, item.top));
        }
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            paths.add(path(view.edges().get(i), ways.get(i)));
        }
        double width = 0;
        double height = 0;
        for (List<Item> layer : layers) {
            for (Item item : layer) {
                width = Math.max(width, item.middle + item.width / 2);
                height = Math.max(height, item.top + item.height);
            }
        }
        return new DiagramLayout(width, height, boxes, paths);
    }

    private Item item(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private void makeItems() {
        Map<String, Integer> layerOf = Layers.of(view);
        int last = layerOf.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i <= 2 * last; i++) {
            layers.add(new ArrayList<>());
        }
        for (Diagram.Node node : view.nodes()) {
            Size size = Size.of(node);
            int layer = 2 * Objects.requireNonNull(layerOf.get(node.id()));
            nodes.put(
                    node.id(),
                    add(Optional.of(size), List.of(), size.width(), size.height(), layer));
        }
        for (Edge edge : view.edges()) {
            ways.add(way(edge));
        }
    }

    private Item add(
            Optional<Size> size, List<String> label, double width, double height, int layer) {
        var item = new Item(size, label, width, height, layer);
        layers.get(layer).add(item);
        return item;
    }

    /// The items that an edge passes, from the upper end to the lower one.
    private List<Item> way(Edge edge) {
        Item from = item(edge.from());
        Item to = item(edge.to());
        Item upper = from.layer <= to.layer ? from : to;
        Item lower = upper == from ? to : from;
        List<String> lines =
                TextWidths.wrapped(
                        edge.label(), LABEL_SIZE, false, LABEL_WIDTH_MAX, LABEL_LINES_MAX);
        List<Item> way = new ArrayList<>();
        way.add(upper);
        for (int layer = upper.layer + 1; layer < lower.layer; layer++) {
            boolean hasLabel = layer == upper.layer + 1 && !lines.isEmpty();
            way.add(
                    hasLabel
                            ? add(Optional.empty(), lines, width(lines), height(lines), layer)
                            : add(Optional.empty(), List.of(), 0, 0, layer));
        }
        way.add(lower);
        for (int i = 1; i < way.size(); i++) {
            way.get(i - 1).below.add(way.get(i));
            way.get(i).above.add(way.get(i - 1));
        }
        return way;
    }

    private static double width(List<String> lines) {
        return lines.stream().mapToDouble(l -> TextWidths.of(l, LABEL_SIZE, false)).max().orElse(0)
                + 2 * LABEL_PADDING;
    }

    private static double height(List<String> lines) {
        return lines.size() * LABEL_LINE + LABEL_PADDING;
    }

    private void placeDown() {
        double top = 0;
        for (List<Item> layer : layers) {
            double height = layer.stream().mapToDouble(item -> item.height).max().orElse(0);
            for (Item item : layer) {
                item.top = top + (height - item.height) / 2;
            }
            layerTops.add(top);
            top += height;
            layerBottoms.add(top);
            double sideways =
                    layer.stream()
                            .flatMapToDouble(
                                    item ->
                                            item.below.stream()
                                                    .mapToDouble(
                                                            next ->
                                                                    Math.abs(
                                                                            next.middle
                                                                                    - item.middle)))
                            .max()
                            .orElse(0);
            top += Math.min(GAP_MAX, GAP_MIN + sideways / SIDEWAYS_PER_GAP);
        }
    }

    private Path path(Edge edge, List<Item> way) {
        List<Point> points = new ArrayList<>();
        Item upper = way.getFirst();
        Item lower = way.getLast();
        double begin = end(upper, upper.below, way.get(1));
        points.add(new Point(begin, upper.top + upper.height));
        points.add(new Point(begin, layerBottoms.get(upper.layer)));
        Label label = new Label(List.of(), 0, 0, 0, 0);
        for (Item item : way.subList(1, way.size() - 1)) {
            points.add(new Point(item.middle, layerTops.get(item.layer)));
            points.add(new Point(item.middle, layerBottoms.get(item.layer)));
            if (!item.label.isEmpty()) {
                label = new Label(item.label, item.middle, item.top, item.width, item.height);
            }
        }
        double finish = end(lower, lower.above, way.get(way.size() - 2));
        points.add(new Point(finish, layerTops.get(lower.layer)));
        points.add(new Point(finish, lower.top));
        boolean isDown = upper == item(edge.from());
        return new Path(edge, isDown ? points : points.reversed(), label);
    }

    /// Where along a node an edge begins or ends: all of one side are spread over it, in the order
    /// of where they lead.
    private static double end(Item node, List<Item> others, Item other) {
        List<Item> order =
                others.stream().sorted(Comparator.comparingDouble(item -> item.middle)).toList();
        double room = node.width * (1 - 2 * CORNER);
        double step = room / (order.size() + 1);
        return node.middle - room / 2 + step * (order.indexOf(other) + 1);
    }
}
