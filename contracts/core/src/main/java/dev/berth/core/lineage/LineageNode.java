package dev.berth.core.lineage;

import java.util.Comparator;
import java.util.Locale;

/// Node of the dependency graph.
///
/// @param name unique among those of its kind, such as `departures@1`
public record LineageNode(Kind kind, String name) implements Comparable<LineageNode> {
    private static final Comparator<LineageNode> ORDER =
            Comparator.comparing(LineageNode::kind).thenComparing(LineageNode::name);

    /// Kind of a node, in the order in which values flow.
    public enum Kind {
        SOURCE,
        /// A view whose features are stored.
        VIEW,
        /// A view whose features are computed on demand.
        ON_DEMAND,
        /// A named list of features.
        SERVICE,
        MODEL,
        ENDPOINT,
        CONSUMER;

        /// In a word, or two.
        public String label() {
            return switch (this) {
                case SOURCE, VIEW, SERVICE, MODEL, ENDPOINT, CONSUMER ->
                        name().toLowerCase(Locale.ROOT);
                case ON_DEMAND -> "on-demand view";
            };
        }

        /// In one word, as it is written before a name and in JSON: `on-demand`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public int compareTo(LineageNode other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.label() + " " + name;
    }
}
