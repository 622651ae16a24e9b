package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.endpoint.Guard;
import java.util.ArrayList;
import java.util.List;

/// The fallbacks of an endpoint as one node.
final class FallbackNode {
    static final String ID = "fallback";

    private FallbackNode() {}

    static Node of(List<FallbackRule> fallbacks) {
        List<String> details = new ArrayList<>();
        for (FallbackRule fallback : fallbacks) {
            details.add(fallback.name() + ": " + source(fallback));
        }
        return Node.of(ID, Kind.FALLBACK, "fallback", details);
    }

    private static String source(FallbackRule fallback) {
        return switch (fallback) {
            case FallbackRule.Kept kept ->
                    "kept answers, up to " + QuantityFormatter.duration(kept.ageMax()) + " old";
            case FallbackRule.Other(GraphVariant arm) -> QuantityFormatter.replaced(arm);
            case FallbackRule.Answer answer ->
                    "a rule for " + String.join(", ", answer.values().keySet());
        };
    }

    /// The ways there, and to the answer.
    ///
    /// @param input where records come from that steps fail with
    static List<Edge> edges(EndpointDescription description, String input, String answer) {
        List<Edge> edges = new ArrayList<>();
        edges.add(new Edge(input, ID, "if steps fail", true));
        for (Guard guard : description.guards()) {
            if (guard.response() instanceof Guard.FallBack) {
                edges.add(new Edge("guard " + guard.name(), ID, "falls back", true));
            }
        }
        edges.add(new Edge(ID, answer, "", true));
        return edges;
    }
}
