package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageEdge;
import dev.berth.core.lineage.LineageNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Builder of a lineage's diagram: sources at the top, consumers at the bottom.
public final class LineageDiagramBuilder {
    /// More names beside an arrow hide the arrow.
    private static final int FEATURES_MAX = 6;

    private LineageDiagramBuilder() {}

    /// The view of all of it.
    ///
    /// @param details lines below the name of a node, such as its owner
    public static Diagram of(
            String title, Lineage lineage, Function<LineageNode, List<String>> details) {
        List<Node> nodes = new ArrayList<>();
        for (LineageNode node : lineage.nodes()) {
            nodes.add(Node.of(node.toString(), kind(node), node.name(), details.apply(node)));
        }
        List<Edge> edges = new ArrayList<>();
        for (LineageEdge edge : lineage.edges()) {
            edges.add(new Edge(edge.from().toString(), edge.to().toString(), label(edge), false));
        }
        return new Diagram(title, "What depends on what", List.of(), nodes, edges);
    }

    private static Kind kind(LineageNode node) {
        return switch (node.kind()) {
            case SOURCE -> Kind.SOURCE;
            case VIEW -> Kind.VIEW;
            case ON_DEMAND -> Kind.ON_DEMAND;
            case SERVICE -> Kind.FEATURES;
            case MODEL -> Kind.MODEL;
            case ENDPOINT -> Kind.ENDPOINT;
            case CONSUMER -> Kind.CONSUMER;
        };
    }

    private static String label(LineageEdge edge) {
        return edge.features().size() > FEATURES_MAX
                ? edge.features().size() + " features"
                : String.join(", ", edge.features().stream().map(Object::toString).toList());
    }
}
