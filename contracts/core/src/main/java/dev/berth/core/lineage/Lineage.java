package dev.berth.core.lineage;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.lineage.LineageNode.Kind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Dependency graph of sources, views, models, endpoints and consumers; edges lead from a
/// dependency to its dependents. There is no cycle.
///
/// @param nodes in their order
/// @param edges in their order, between nodes of it, at most one from one node to another
public record Lineage(List<LineageNode> nodes, List<LineageEdge> edges) {

    public Lineage {
        nodes = nodes.stream().sorted().distinct().toList();
        edges = edges.stream().sorted().toList();
        Set<LineageNode> known = new HashSet<>(nodes);
        for (LineageEdge edge : edges) {
            if (!known.contains(edge.from()) || !known.contains(edge.to())) {
                throw new IllegalArgumentException(
                        "edge " + edge + " (expected: between two of the nodes)");
            }
        }
    }

    /// Direction of traversal from a node.
    public enum Direction {
        /// At what it depends on.
        UPSTREAM,
        /// At what depends on it.
        DOWNSTREAM
    }

    /// Those of a name, which may be of several kinds.
    public List<LineageNode> find(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).toList();
    }

    /// The edges next to a node in a direction.
    public List<LineageEdge> next(LineageNode node, Direction direction) {
        return edges.stream()
                .filter(
                        edge ->
                                switch (direction) {
                                    case UPSTREAM -> edge.to().equals(node);
                                    case DOWNSTREAM -> edge.from().equals(node);
                                })
                .toList();
    }

    /// What a node depends on and what depends on it, as far as that goes, with itself.
    ///
    /// @param directions one or both
    /// @param feature of the node, a view: only what reads this one depends on it. Empty for all
    public Lineage around(
            LineageNode node, Collection<Direction> directions, Optional<FeatureName> feature) {
        Set<LineageNode> near = new TreeSet<>(Set.of(node));
        Set<LineageEdge> kept = new LinkedHashSet<>();
        for (Direction direction : directions) {
            Predicate<LineageEdge> isOfFeature =
                    edge ->
                            !edge.from().equals(node)
                                    || feature.isEmpty()
                                    || edge.features().contains(feature.get());
            walk(Set.of(node), direction, isOfFeature, near, kept);
        }
        return new Lineage(
                List.copyOf(near),
                kept.stream().map(edge -> narrowed(edge, node, feature)).toList());
    }

    private static LineageEdge narrowed(
            LineageEdge edge, LineageNode node, Optional<FeatureName> feature) {
        return feature.isPresent() && edge.from().equals(node)
                ? new LineageEdge(edge.from(), edge.to(), Set.of(feature.get()))
                : edge;
    }

    /// The same without what is of a kind.
    public Lineage without(Kind kind) {
        return new Lineage(
                nodes.stream().filter(node -> node.kind() != kind).toList(),
                edges.stream()
                        .filter(edge -> edge.from().kind() != kind && edge.to().kind() != kind)
                        .toList());
    }

    /// What features have to do with: sources and views, and all that depends on them.
    public Lineage ofFeatures() {
        Set<LineageNode> near = new TreeSet<>();
        nodes.stream()
                .filter(
                        node ->
                                switch (node.kind()) {
                                    case SOURCE, VIEW, ON_DEMAND, SERVICE -> true;
                                    case MODEL, ENDPOINT, CONSUMER -> false;
                                })
                .forEach(near::add);
        Set<LineageEdge> kept = new LinkedHashSet<>();
        walk(Set.copyOf(near), Direction.DOWNSTREAM, edge -> true, near, kept);
        return new Lineage(List.copyOf(near), List.copyOf(kept));
    }

    private void walk(
            Set<LineageNode> from,
            Direction direction,
            Predicate<LineageEdge> isWanted,
            Set<LineageNode> near,
            Set<LineageEdge> kept) {
        Set<LineageNode> seen = new HashSet<>(from);
        Deque<LineageNode> open = new ArrayDeque<>(new TreeSet<>(from));
        while (!open.isEmpty()) {
            for (LineageEdge edge : next(open.remove(), direction)) {
                if (isWanted.test(edge)) {
                    kept.add(edge);
                    LineageNode other = direction == Direction.UPSTREAM ? edge.from() : edge.to();
                    near.add(other);
                    if (seen.add(other)) {
                        open.add(other);
                    }
                }
            }
        }
    }

    /// Where one begins to read: in a direction, those with nothing on the other side.
    public List<LineageNode> ends(Direction direction) {
        return nodes.stream()
                .filter(
                        node ->
                                next(
                                                node,
                                                direction == Direction.DOWNSTREAM
                                                        ? Direction.UPSTREAM
                                                        : Direction.DOWNSTREAM)
                                        .isEmpty())
                .toList();
    }

    /// What reads a node right away.
    public Stream<LineageNode> users(LineageNode node) {
        return next(node, Direction.DOWNSTREAM).stream().map(LineageEdge::to);
    }
}
