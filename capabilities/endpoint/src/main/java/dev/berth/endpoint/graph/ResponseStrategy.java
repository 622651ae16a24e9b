package dev.berth.endpoint.graph;

import java.time.Duration;
import java.util.List;

/// Strategy that produces a response after the input guards passed: graph steps, cached response,
/// or constant rule.
public sealed interface ResponseStrategy {
    /// The steps of the graph, or a cache over them.
    record Steps() implements ResponseStrategy {}

    /// A response that the cache retains beyond its time to live.
    record Kept(Duration ageMax) implements ResponseStrategy {}

    /// Expressions over the inputs.
    ///
    /// @param values into the slots of the answer
    record Rule(List<CompiledOperation.Computed> values) implements ResponseStrategy {
        public Rule {
            values = List.copyOf(values);
        }
    }
}
