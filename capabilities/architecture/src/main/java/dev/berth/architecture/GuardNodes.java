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
        details.add(guard.response().summary());
        if (guard.isFailOpen()) {
            details.add("ignored if it fails");
        }
        return Node.of(id, Kind.GUARD, guard.name(), details);
    }

    /// What it reads, of the input, of steps and of the output.
    static References reads(Guard guard) {
        var reads = new References();
        guard.when().ifPresent(when -> reads.read(when.text()));
        guard.response().expressions().forEach(value -> reads.read(value.text()));
        return reads;
    }
}
