package dev.berth.endpoint.graph;

import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.expression.Expression;
import java.util.List;
import java.util.Optional;

/// A compiled guard.
///
/// @param when empty for one that is always evaluated, or whose action has the condition
/// @param isFailOpen whether it counts as not activated if it fails itself
public record CompiledGuard(
        String name, Optional<Expression> when, Response response, boolean isFailOpen) {

    public sealed interface Response {}

    public record Reject(String message) implements Response {}

    public record Abstain(String message) implements Response {}

    public record FallBack(String message) implements Response {}

    /// Values in place of those that the guard found.
    ///
    /// @param values into new slots
    /// @param kept the slots whose values the new ones have when it is not activated, one for each
    public record Replace(List<CompiledOperation.Computed> values, List<Integer> kept)
            implements Response {
        public Replace {
            values = List.copyOf(values);
            kept = List.copyOf(kept);
        }
    }

    public record Clamp(List<Bound> bounds) implements Response {
        public Clamp {
            bounds = List.copyOf(bounds);
        }
    }

    /// A value that is brought into a range.
    ///
    /// @param range as [ValueClamper#ends] gives it
    /// @param from the slot of the value
    /// @param into that of the one within the range
    public record Bound(int from, int into, Range range) {}

    /// A list without the elements that a rule leaves out.
    ///
    /// @param rule true for an element that is left out; reads the parts by their elements
    /// @param parts one for each field of the list
    public record Omit(ObjectListSpec list, Expression rule, List<Part> parts) implements Response {
        public Omit {
            parts = List.copyOf(parts);
        }
    }

    /// A field of a list.
    ///
    /// @param element what the rule calls an element of it
    /// @param from the slot of the list
    /// @param into that of the list without what is left out
    public record Part(String element, int from, int into) {}

    /// An answer in place of that of the graph.
    ///
    /// @param values into the slots of the answer
    public record Answer(List<CompiledOperation.Computed> values) implements Response {
        public Answer {
            values = List.copyOf(values);
        }
    }
}
