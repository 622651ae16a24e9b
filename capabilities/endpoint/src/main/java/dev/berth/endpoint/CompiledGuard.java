package dev.berth.endpoint;

import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.expression.Expression;
import java.util.List;
import java.util.Optional;

/// A guard of a plan.
///
/// @param when empty for one that always looks, or whose response asks
/// @param isFailOpen whether it counts as not activated if it fails itself
record CompiledGuard(
        String name, Optional<Expression> when, Response response, boolean isFailOpen) {

    sealed interface Response {}

    record Reject(String message) implements Response {}

    record Abstain(String message) implements Response {}

    record FallBack(String message) implements Response {}

    /// @param values into new slots
    /// @param kept the slots whose values the new ones have when it is not activated, one for each
    record Replace(List<CompiledOperation.Computed> values, List<Integer> kept)
            implements Response {
        public Replace {
            values = List.copyOf(values);
            kept = List.copyOf(kept);
        }
    }

    record Clamp(List<Bound> bounds) implements Response {
        public Clamp {
            bounds = List.copyOf(bounds);
        }
    }

    /// @param range as [ValueClamper#ends] gives it
    /// @param from the slot of the value
    /// @param into that of the one within the range
    record Bound(int from, int into, Range range) {}

    /// @param rule true for an element that is left out; reads the parts by their elements
    /// @param parts one for each field of the list
    record Omit(ObjectListSpec list, Expression rule, List<Part> parts) implements Response {
        public Omit {
            parts = List.copyOf(parts);
        }
    }

    /// A field of a list.
    ///
    /// @param element what the rule calls an element of it
    /// @param from the slot of the list
    /// @param into that of the list without what is left out
    record Part(String element, int from, int into) {}

    /// @param values into the slots of the answer
    record Answer(List<CompiledOperation.Computed> values) implements Response {
        public Answer {
            values = List.copyOf(values);
        }
    }
}
