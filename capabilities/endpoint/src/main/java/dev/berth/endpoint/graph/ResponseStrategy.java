package dev.berth.endpoint.graph;

import java.time.Duration;
import java.util.List;

/// How a run comes to its answer once the guards on the input have been asked.
public sealed interface ResponseStrategy {
    /// By its steps, or by a cache over them.
    record Steps() implements ResponseStrategy {}

    /// By what the cache has kept longer than it gives it by itself.
    record Kept(Duration ageMax) implements ResponseStrategy {}

    /// By expressions over the inputs.
    ///
    /// @param values into the slots of the answer
    record Rule(List<CompiledOperation.Computed> values) implements ResponseStrategy {
        public Rule {
            values = List.copyOf(values);
        }
    }
}
