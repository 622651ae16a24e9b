package dev.berth.architecture;

import dev.berth.architecture.View.Edge;
import dev.berth.architecture.View.Kind;
import dev.berth.architecture.View.Node;
import dev.berth.core.endpoint.Arm;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.Fallback;
import dev.berth.core.endpoint.Guard;
import java.util.ArrayList;
import java.util.List;

/// What answers where an endpoint's steps do not, as one node.
final class FallbackNode {
    static final String ID = "fallback";

    private FallbackNode() {}

    static Node of(List<Fallback> fallbacks) {
        List<String> details = new ArrayList<>();
        for (Fallback fallback : fallbacks) {
            details.add(fallback.name() + ": " + source(fallback));
        }
        return Node.of(ID, Kind.FALLBACK, "fallback", details);
    }

    private static String source(Fallback fallback) {
        return switch (fallback) {
            case Fallback.Kept kept ->
                    "kept answers, up to " + Words.duration(kept.ageMax()) + " old";
            case Fallback.Other(Arm arm) -> Words.replaced(arm);
            case Fallback.Answer answer ->
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
