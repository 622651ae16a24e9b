package dev.berth.cli.features;

import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.Lineage.Direction;
import dev.berth.core.lineage.LineageEdge;
import dev.berth.core.lineage.LineageNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Text output of a lineage as trees: below each node its neighbours in one direction. The subtree
/// of a node is printed once; a repeated node refers to it.
final class LineageText {
    private final Lineage lineage;
    private final Direction direction;
    private final Set<LineageNode> shown = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private LineageText(Lineage lineage, Direction direction) {
        this.lineage = lineage;
        this.direction = direction;
    }

    /// The tree of each root.
    static List<String> of(Lineage lineage, List<LineageNode> roots, Direction direction) {
        var text = new LineageText(lineage, direction);
        for (LineageNode root : roots) {
            text.lines.add(root.toString());
            text.below(root, "");
        }
        return text.lines;
    }

    private void below(LineageNode node, String indent) {
        shown.add(node);
        List<LineageEdge> edges = lineage.next(node, direction);
        for (int i = 0; i < edges.size(); i++) {
            LineageEdge edge = edges.get(i);
            LineageNode other = direction == Direction.UPSTREAM ? edge.from() : edge.to();
            boolean isLast = i == edges.size() - 1;
            boolean isRepeated = shown.contains(other) && !lineage.next(other, direction).isEmpty();
            lines.add(
                    indent
                            + (isLast ? "└─ " : "├─ ")
                            + other
                            + features(edge)
                            + (isRepeated ? " (as above)" : ""));
            if (!isRepeated) {
                below(other, indent + (isLast ? "   " : "│  "));
            }
        }
    }

    private static String features(LineageEdge edge) {
        return edge.features().isEmpty()
                ? ""
                : ": " + String.join(", ", edge.features().stream().map(Object::toString).toList());
    }
}
