package dev.berth.diagrams;

import dev.berth.charts.text.DisplayText;
import dev.berth.charts.text.TextWidths;
import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.PlacedDiagram.Area;
import dev.berth.diagrams.PlacedDiagram.PlacedBox;
import dev.berth.diagrams.PlacedDiagram.PlacedGroup;
import dev.berth.diagrams.PlacedDiagram.PlacedLine;
import dev.berth.diagrams.PlacedDiagram.Point;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Layered layout of a diagram with its groups, computed by the Eclipse Layout Kernel. The same
/// diagram always has the same layout.
final class BoxDiagramLayout {
    static final double LABEL_SIZE = 11;
    static final double LABEL_LINE = 14;
    static final double PADDING = 10;

    private static final double TEXT_WIDTH_MAX = 150;

    /// Boxes of a layer are beside each other, on a telephone.
    private static final double TEXT_WIDTH_MAX_DOWN = 88;

    private static final double HEADING_WIDTH_MAX = 230;
    private static final double LABEL_WIDTH_MAX = 150;
    private static final double DOT_SIZE = 8;

    /// Between boxes, between layers, and between lines and what is beside them.
    private static final double BOX_GAP = 14;

    private static final double LAYER_GAP = 22;
    private static final double LINE_GAP = 9;

    /// Groups stand beside what they are connected to, however long arrows become.
    private static final int CONNECTION_PRIORITY = 20;

    private final BoxDiagram diagram;
    private final Direction direction;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> nodes = new HashMap<>();
    private final Map<String, Integer> layers = new HashMap<>();
    private final Map<Group, BoxText> groups = new LinkedHashMap<>();
    private final Map<Box, BoxText> boxes = new LinkedHashMap<>();

    private BoxDiagramLayout(BoxDiagram diagram, Direction direction) {
        this.diagram = diagram;
        this.direction = direction;
    }

    static PlacedDiagram of(BoxDiagram diagram, Direction direction) {
        return new BoxDiagramLayout(diagram, direction).place();
    }

    private PlacedDiagram place() {
        LayoutMetaDataService.getInstance()
                .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        configure(graph);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding());
        graph.setProperty(LayeredOptions.PARTITIONING_ACTIVATE, true);
        diagram.groups().forEach(this::add);
        diagram.boxes().forEach(this::add);
        List<ElkEdge> edges = diagram.lines().stream().map(this::add).toList();
        new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
        List<PlacedGroup> placedGroups = new ArrayList<>();
        groups.forEach(
                (group, text) -> placedGroups.add(new PlacedGroup(group, text, area(group.id()))));
        List<PlacedBox> placedBoxes = new ArrayList<>();
        boxes.forEach((box, text) -> placedBoxes.add(new PlacedBox(box, text, area(box.id()))));
        List<PlacedLine> lines = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            lines.add(line(diagram.lines().get(i), edges.get(i)));
        }
        return new PlacedDiagram(
                graph.getWidth(), graph.getHeight(), placedGroups, placedBoxes, lines);
    }

    private void configure(ElkNode parent) {
        parent.setProperty(
                LayeredOptions.DIRECTION,
                switch (direction) {
                    case RIGHT -> org.eclipse.elk.core.options.Direction.RIGHT;
                    case DOWN -> org.eclipse.elk.core.options.Direction.DOWN;
                });
        parent.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        parent.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        parent.setProperty(
                LayeredOptions.SPACING_NODE_NODE,
                direction == Direction.DOWN ? BOX_GAP / 2 : BOX_GAP);
        parent.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, LAYER_GAP);
        parent.setProperty(LayeredOptions.SPACING_EDGE_NODE, LINE_GAP);
        parent.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, LINE_GAP);
        parent.setProperty(LayeredOptions.SPACING_EDGE_EDGE, LINE_GAP);
        parent.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, LINE_GAP);
    }

    private void add(Group group) {
        BoxText text = BoxText.of(group.title(), group.details(), HEADING_WIDTH_MAX);
        ElkNode made = ElkGraphUtil.createNode(graph);
        double width = text.width() + 2 * PADDING;
        double height = text.height() + 2 * PADDING;
        boolean isFilled =
                diagram.boxes().stream()
                        .anyMatch(box -> box.group().filter(group.id()::equals).isPresent());
        made.setDimensions(width, height);
        if (isFilled) {
            configure(made);
            made.setProperty(
                    LayeredOptions.PADDING,
                    new ElkPadding(
                            height + PADDING / 2, 1.6 * PADDING, 1.6 * PADDING, 1.6 * PADDING));
            made.setProperty(
                    LayeredOptions.NODE_SIZE_CONSTRAINTS, EnumSet.of(SizeConstraint.MINIMUM_SIZE));
            // The kernel turns the graph for this direction, but not the sizes of what is within.
            made.setProperty(
                    LayeredOptions.NODE_SIZE_MINIMUM,
                    direction == Direction.DOWN
                            ? new KVector(height, width)
                            : new KVector(width, height));
        }
        made.setProperty(LayeredOptions.PARTITIONING_PARTITION, group.layer());
        if (group.layer() == 0) {
            made.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.FIRST);
        }
        nodes.put(group.id(), made);
        layers.put(group.id(), group.layer());
        groups.put(group, text);
    }

    private void add(Box box) {
        ElkNode parent = box.group().map(this::node).orElse(graph);
        ElkNode made = ElkGraphUtil.createNode(parent);
        BoxText text =
                BoxText.of(
                        box.title(),
                        box.details(),
                        direction == Direction.DOWN && box.group().isPresent()
                                ? TEXT_WIDTH_MAX_DOWN
                                : TEXT_WIDTH_MAX);
        if (box.shape() == Shape.DOT) {
            made.setDimensions(DOT_SIZE, DOT_SIZE);
        } else {
            double inset = direction == Direction.DOWN ? PADDING / 2 : PADDING;
            made.setDimensions(
                    Math.ceil(text.width() + 2 * inset), Math.ceil(text.height() + PADDING));
        }
        if (box.group().isEmpty()) {
            made.setProperty(LayeredOptions.PARTITIONING_PARTITION, box.layer());
        }
        nodes.put(box.id(), made);
        layers.put(box.id(), box.group().map(this::layer).orElse(box.layer()));
        boxes.put(box, text);
    }

    private ElkNode node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private ElkEdge add(Line line) {
        ElkEdge made =
                isBackwards(line)
                        ? ElkGraphUtil.createSimpleEdge(node(line.to()), node(line.from()))
                        : ElkGraphUtil.createSimpleEdge(node(line.from()), node(line.to()));
        if (line.style().isEmpty()) {
            made.setProperty(LayeredOptions.PRIORITY_SHORTNESS, CONNECTION_PRIORITY);
        }
        String text = label(line);
        if (!text.isEmpty()) {
            ElkLabel label = ElkGraphUtil.createLabel(text, made);
            label.setDimensions(TextWidths.of(text, LABEL_SIZE, false) + 4, LABEL_LINE);
            label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
        }
        return made;
    }

    private int layer(String id) {
        return Objects.requireNonNull(layers.get(id));
    }

    /// Lines to an earlier layer are laid out as if they came from there: the kernel would lead
    /// them around both groups.
    private boolean isBackwards(Line line) {
        return layer(line.from()) > layer(line.to());
    }

    private static String label(Line line) {
        List<String> lines =
                TextWidths.wrapped(
                        DisplayText.line(line.label()), LABEL_SIZE, false, LABEL_WIDTH_MAX, 1);
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    private Area area(String id) {
        ElkNode node = node(id);
        Point origin = origin(node.getParent());
        return new Area(
                origin.x() + node.getX(),
                origin.y() + node.getY(),
                node.getWidth(),
                node.getHeight());
    }

    /// Where the coordinates of what is in a node begin.
    private Point origin(ElkNode node) {
        double x = 0;
        double y = 0;
        for (ElkNode each = node; each != null && !each.equals(graph); each = each.getParent()) {
            x += each.getX();
            y += each.getY();
        }
        return new Point(x, y);
    }

    private PlacedLine line(Line line, ElkEdge placed) {
        Point origin = origin(placed.getContainingNode());
        ElkEdgeSection section = placed.getSections().getFirst();
        List<Point> points = new ArrayList<>();
        points.add(new Point(origin.x() + section.getStartX(), origin.y() + section.getStartY()));
        for (ElkBendPoint bend : section.getBendPoints()) {
            points.add(new Point(origin.x() + bend.getX(), origin.y() + bend.getY()));
        }
        points.add(new Point(origin.x() + section.getEndX(), origin.y() + section.getEndY()));
        Area area = new Area(0, 0, 0, 0);
        for (ElkLabel each : placed.getLabels()) {
            area =
                    new Area(
                            origin.x() + each.getX(),
                            origin.y() + each.getY(),
                            each.getWidth(),
                            each.getHeight());
        }
        return new PlacedLine(
                line, isBackwards(line) ? points.reversed() : points, label(line), area);
    }
}
