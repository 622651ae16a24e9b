package dev.berth.architecture;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A drawing before its layout: nodes and edges.
///
/// @param notes lines beside the title
public record Diagram(
        String title, String summary, List<String> notes, List<Node> nodes, List<Edge> edges) {

    public Diagram {
        notes = List.copyOf(notes);
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        Set<String> ids = new HashSet<>();
        for (Node node : nodes) {
            if (!ids.add(node.id())) {
                throw new IllegalArgumentException(
                        "node '" + node.id() + "' (expected: each id once)");
            }
        }
        for (Edge edge : edges) {
            if (!ids.contains(edge.from())
                    || !ids.contains(edge.to())
                    || edge.from().equals(edge.to())) {
                throw new IllegalArgumentException(
                        "an edge from '"
                                + edge.from()
                                + "' to '"
                                + edge.to()
                                + "' (expected: two nodes of the view)");
            }
        }
    }

    /// Whatever occurs anywhere in it, for a legend.
    Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Node node : nodes) {
            kinds.add(node.kind());
            node.inner().ifPresent(view -> kinds.addAll(view.kinds()));
        }
        return kinds;
    }

    boolean hasConditional() {
        return edges.stream().anyMatch(Edge::isConditional)
                || inner().anyMatch(Diagram::hasConditional);
    }

    boolean hasStandIns() {
        return nodes.stream().anyMatch(node -> !node.standIns().isEmpty())
                || inner().anyMatch(Diagram::hasStandIns);
    }

    boolean hasFanOut() {
        return nodes.stream().anyMatch(Node::isFannedOut) || inner().anyMatch(Diagram::hasFanOut);
    }

    private Stream<Diagram> inner() {
        return nodes.stream().flatMap(node -> node.inner().stream());
    }

    /// Kind of a node, which decides its shape and colour.
    public enum Kind {
        REQUEST("what callers send"),
        VARIANTS("divides records among variants"),
        GUARD("a guard: a rule, no model"),
        MODEL("a model"),
        ENDPOINT("another endpoint"),
        COMPUTATION("computes values, calls nothing"),
        FEATURES("reads features of entities"),
        DECISION("decides what is called"),
        JOIN("where one answer comes of several"),
        FALLBACK("answers where the steps do not"),
        ANSWER("what callers get"),
        SOURCE("where events come from"),
        VIEW("features of entities, stored"),
        ON_DEMAND("features computed on demand"),
        CONSUMER("who may call");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /// In a few words, for the legend.
        String meaning() {
            return meaning;
        }
    }

    /// A node of the diagram.
    ///
    /// @param id within the view
    /// @param details lines below the title
    /// @param standIns lines with the values that stand in if it fails or is late
    /// @param isFannedOut whether it is called once for each element of a list
    /// @param inner what it consists of, if that is shown
    public record Node(
            String id,
            Kind kind,
            String title,
            List<String> details,
            List<String> standIns,
            boolean isFannedOut,
            Optional<Diagram> inner) {
        public Node {
            details = List.copyOf(details);
            standIns = List.copyOf(standIns);
        }

        static Node of(String id, Kind kind, String title, List<String> details) {
            return new Node(id, kind, title, details, List.of(), false, Optional.empty());
        }
    }

    /// A flow of values from one node to another.
    ///
    /// @param label which values, or when; may be empty
    /// @param isConditional whether it is gone for some records only
    public record Edge(String from, String to, String label, boolean isConditional) {}
}
