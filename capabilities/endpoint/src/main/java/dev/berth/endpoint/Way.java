package dev.berth.endpoint;

import java.time.Duration;
import java.util.List;

/// How a run comes to its answer once the guards on the input have been asked.
sealed interface Way {
    /// By its steps, or by a cache over them.
    record Steps() implements Way {}

    /// By what the cache has kept longer than it gives it by itself.
    record Kept(Duration ageMax) implements Way {}

    /// By expressions over the inputs.
    ///
    /// @param values into the slots of the answer
    record Rule(List<Action.Computed> values) implements Way {
        public Rule {
            values = List.copyOf(values);
        }
    }
}
