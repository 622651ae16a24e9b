package dev.berth.endpoint.graph;

import dev.berth.core.tensor.ElementType;
import dev.berth.expression.Expression;

/// Source of a callee's input. Inputs without one are left to their own default.
public sealed interface Binding {
    /// The input's name where it is called.
    String input();

    /// A value as it is, for every row the same.
    record OfValue(String input, ElementType type, int slot) implements Binding {}

    /// The elements of the list over which the step fans out, one for each row.
    record OfElements(String input, ElementType type) implements Binding {}

    /// The value of an expression.
    ///
    /// @param readsElement whether that is another for each row
    record OfExpression(String input, ElementType type, Expression expression, boolean readsElement)
            implements Binding {}
}
