package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.DiagramLayout.Box;
import dev.berth.architecture.DiagramLayout.Label;
import dev.berth.architecture.DiagramLayout.Path;
import dev.berth.charts.text.TextWidths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Layered layout of a diagram from top to bottom, computed by the Eclipse Layout Kernel. Edges run
/// in right angles; a label takes room of its own on its edge. The same diagram always has the same
/// layout.
final class Layout {
    private static final double LABEL_SIZE = 10.5;
    static final double LABEL_LINE = 13;
    private static final double LABEL_WIDTH_MAX = 150;
    private static final int LABEL_LINES_MAX = 4;
    private static final double LABEL_PADDING = 4;

    /// Between nodes of a layer, and between layers.
    private static final double GAP = 24;

    private static final double EDGE_GAP = 12;

    private final Diagram view;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> nodes = new HashMap<>();

    private Layout(Diagram view) {
        this.view = view;
    }

    static DiagramLayout of(Diagram view) {
        return new Layout(view).place();
    }

    private DiagramLayout place() {
        LayoutMetaDataService.getInstance()
                .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        graph.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding());
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, GAP);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, GAP);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, EDGE_GAP);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, EDGE_GAP);
        List<Size> sizes = new ArrayList<>();
        for (Diagram.Node node : view.nodes()) {
            Size size = Size.of(node);
            ElkNode made = ElkGraphUtil.createNode(graph);
            made.setDimensions(size.width(), size.height());
            nodes.put(node.id(), made);
            sizes.add(size);
        }
        List<ElkEdge> edges = view.edges().stream().map(this::add).toList();
        new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
        List<Box> boxes = new ArrayList<>();
        for (Size size : sizes) {
            ElkNode made = node(size.node().id());
            boxes.add(new Box(size, made.getX(), made.getY()));
        }
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            paths.add(path(view.edges().get(i), edges.get(i)));
        }
        return new DiagramLayout(graph.getWidth(), graph.getHeight(), boxes, paths);
    }

    private ElkNode node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private ElkEdge add(Edge edge) {
        ElkEdge made = ElkGraphUtil.createSimpleEdge(node(edge.from()), node(edge.to()));
        List<String> lines = lines(edge);
        if (!lines.isEmpty()) {
            ElkLabel label = ElkGraphUtil.createLabel(edge.label(), made);
            double width =
                    lines.stream()
                            .mapToDouble(line -> TextWidths.of(line, LABEL_SIZE, false))
                            .max()
                            .orElse(0);
            label.setDimensions(
                    width + 2 * LABEL_PADDING, lines.size() * LABEL_LINE + LABEL_PADDING);
            label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
        }
        return made;
    }

    private static List<String> lines(Edge edge) {
        return TextWidths.wrapped(
                edge.label(), LABEL_SIZE, false, LABEL_WIDTH_MAX, LABEL_LINES_MAX);
    }

    private static Path path(Edge edge, ElkEdge placed) {
        ElkEdgeSection section = placed.getSections().getFirst();
        List<Point> points = new ArrayList<>();
        points.add(new Point(section.getStartX(), section.getStartY()));
        for (ElkBendPoint bend : section.getBendPoints()) {
            points.add(new Point(bend.getX(), bend.getY()));
        }
        points.add(new Point(section.getEndX(), section.getEndY()));
        Label label = new Label(List.of(), 0, 0, 0, 0);
        for (ElkLabel each : placed.getLabels()) {
            label =
                    new Label(
                            lines(edge),
                            each.getX() + each.getWidth() / 2,
                            each.getY(),
                            each.getWidth(),
                            each.getHeight());
        }
        return new Path(edge, points, label);
    }
}
