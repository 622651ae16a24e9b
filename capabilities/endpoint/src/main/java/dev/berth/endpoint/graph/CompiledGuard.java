package dev.berth.endpoint.graph;

import dev.berth.expression.Expression;
import java.util.Optional;

/// A compiled guard.
///
/// @param when empty for one whose action decides by itself
/// @param isFailOpen whether it counts as not activated if it fails itself
public record CompiledGuard(
        String name, Optional<Expression> when, Action action, boolean isFailOpen) {

    /// What an activated guard does to an execution.
    public interface Action {
        /// Acts, once for each record.
        ///
        /// @return whether the execution continues
        boolean apply(GuardedExecution execution) throws Expression.FailedException;

        /// Whether it may do anything but [#skip] for one of several records.
        ///
        /// @param records their values, whose rows are the records
        default boolean concerns(GuardedExecution records, int row) {
            return true;
        }

        /// Keeps the values that the action would have replaced, for a guard that is not activated.
        default void skip(GuardedExecution execution) {}
    }
}
