package dev.berth.cli.features;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Target of a lineage query.
///
/// @param feature of a view; empty for the whole node
record LineageTarget(LineageNode node, Optional<FeatureName> feature) {

    /// Finds the node of a text: `departures@1`, `departures@1:delay`, `model:delay`. Without a
    /// version it is the latest.
    ///
    /// @throws ProblemException `feature-not-found` if no node has the name, `usage` if several do
    static LineageTarget find(String text, Lineage lineage) {
        for (Kind kind : Kind.values()) {
            String prefix = kind.word() + ":";
            if (text.startsWith(prefix)) {
                List<LineageNode> ofKind =
                        lineage.nodes().stream().filter(node -> node.kind() == kind).toList();
                Optional<LineageTarget> found = only(text.substring(prefix.length()), ofKind, text);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return only(text, lineage.nodes(), text)
                .orElseThrow(
                        () -> {
                            List<String> names =
                                    lineage.nodes().stream().map(LineageNode::name).toList();
                            return new ProblemException(
                                    ProblemCode.FEATURE_NOT_FOUND,
                                    "nothing is called '"
                                            + text
                                            + "'"
                                            + NearestName.hint(text, names),
                                    "`berth features lineage DIR` shows all there is");
                        });
    }

    private static Optional<LineageTarget> only(
            String text, List<LineageNode> nodes, String requested) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Optional<FeatureName> feature =
                colon < 0
                        ? Optional.empty()
                        : Optional.of(new FeatureName(text.substring(colon + 1)));
        List<LineageNode> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            nodes.stream()
                    .filter(node -> node.kind() == kind && isCalled(node, name))
                    .filter(node -> feature.isEmpty() || isView(node))
                    .max(LineageTarget::byVersion)
                    .ifPresent(found::add);
        }
        if (found.size() > 1) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + requested + "' is " + found,
                    "say which, as in " + found.getFirst().kind().word() + ":" + text);
        }
        return found.stream().findFirst().map(node -> new LineageTarget(node, feature));
    }

    private static boolean isCalled(LineageNode node, String name) {
        return node.name().equals(name) || node.name().startsWith(name + "@");
    }

    private static boolean isView(LineageNode node) {
        return node.kind() == Kind.VIEW || node.kind() == Kind.ON_DEMAND;
    }

    /// Compares versions numerically.
    private static int byVersion(LineageNode a, LineageNode b) {
        int length = Integer.compare(a.name().length(), b.name().length());
        return length != 0 ? length : a.compareTo(b);
    }

    @Override
    public String toString() {
        return node + feature.map(word -> ":" + word).orElse("");
    }
}
