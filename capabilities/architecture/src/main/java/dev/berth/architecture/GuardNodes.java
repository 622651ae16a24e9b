package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.core.endpoint.Guard;
import java.util.ArrayList;
import java.util.List;

/// Guards as nodes.
final class GuardNodes {
    private GuardNodes() {}

    static Node of(String id, Guard guard) {
        List<String> details = new ArrayList<>();
        guard.when().ifPresent(when -> details.add("if " + when));
        details.add(response(guard.response()));
        if (guard.isFailOpen()) {
            details.add("ignored if it fails");
        }
        return Node.of(id, Kind.GUARD, guard.name(), details);
    }

    private static String response(Guard.Response response) {
        return switch (response) {
            case Guard.Reject(String message) -> "rejects: " + message;
            case Guard.Abstain(String message) -> "abstains: " + message;
            case Guard.Replace(var values) -> "replaces " + String.join(", ", values.keySet());
            case Guard.Clamp(var ranges) ->
                    "clamps "
                            + String.join(
                                    ", ",
                                    ranges.entrySet().stream()
                                            .map(e -> e.getKey() + " to " + e.getValue())
                                            .toList());
            case Guard.Omit(String message, var each) ->
                    "leaves out of " + each.list() + ": " + message;
            case Guard.FallBack(String message) -> "falls back: " + message;
            case Guard.Answer(var values) -> "answers itself";
        };
    }

    /// What it reads, of the input, of steps and of the output.
    static References reads(Guard guard) {
        var reads = new References();
        guard.when().ifPresent(when -> reads.read(when.text()));
        switch (guard.response()) {
            case Guard.Replace(var values) ->
                    values.values().forEach(value -> reads.read(value.text()));
            case Guard.Answer(var values) ->
                    values.values().forEach(value -> reads.read(value.text()));
            case Guard.Reject reject -> {}
            case Guard.Abstain abstain -> {}
            case Guard.Clamp clamp -> {}
            case Guard.FallBack fallBack -> {}
            case Guard.Omit omit -> {}
        }
        return reads;
    }
}
