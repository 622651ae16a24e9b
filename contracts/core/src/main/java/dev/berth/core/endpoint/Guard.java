package dev.berth.core.endpoint;

import dev.berth.core.signature.Range;
import dev.berth.core.system.SourceLocation;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A safeguard around a model: a rule on inputs or outputs, and the action taken when it applies.
///
/// @param when the rule: the guard is *activated* where it is true; empty if the response says it
/// @param isFailOpen whether the guard counts as not activated if it fails itself; by default the
///   request fails then
public record Guard(
        String name,
        Position position,
        Optional<ExpressionText> when,
        Response response,
        boolean isFailOpen,
        SourceLocation location,
        String pointer) {

    /// Stage of the graph at which a guard is evaluated.
    public enum Position {
        /// Before the first step; reads `input`.
        INPUT,
        /// After the last; reads `input`, the steps and `output`.
        OUTPUT
    }

    /// Action of an activated guard.
    public sealed interface Response {
        /// What it does, in a few words for a diagram.
        String summary();

        /// The expressions that it evaluates.
        default Collection<ExpressionText> expressions() {
            return List.of();
        }
    }

    /// Rejects the request as the caller's error.
    ///
    /// @param message the reason, for the caller
    public record Reject(String message) implements Response {
        @Override
        public String summary() {
            return "rejects: " + message;
        }
    }

    /// Responds that there is no reliable answer.
    ///
    /// @param message the reason, for the caller
    public record Abstain(String message) implements Response {
        @Override
        public String summary() {
            return "abstains: " + message;
        }
    }

    /// Replaces the values of some fields.
    ///
    /// @param values by the name of an input or output
    public record Replace(Map<String, ExpressionText> values) implements Response {
        public Replace {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String summary() {
            return "replaces " + String.join(", ", values.keySet());
        }

        @Override
        public Collection<ExpressionText> expressions() {
            return values.values();
        }
    }

    /// Limits numbers to a range.
    ///
    /// @param ranges by the name of an input or output
    public record Clamp(Map<String, Range> ranges) implements Response {
        public Clamp {
            ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        }

        @Override
        public String summary() {
            return ranges.entrySet().stream()
                    .map(range -> range.getKey() + " to " + range.getValue())
                    .collect(Collectors.joining(", ", "clamps ", ""));
        }
    }

    /// Responds by one of the endpoint's fallbacks.
    ///
    /// @param message the reason for the caller where there is no fallback either
    public record FallBack(String message) implements Response {
        @Override
        public String summary() {
            return "falls back: " + message;
        }
    }

    /// Removes the elements of a list for which the rule holds, from all its fields. The guard is
    /// activated if there is one.
    ///
    /// @param message the reason, for people
    /// @param each the list, as `output.list`, and what an element of it is called in the rule
    public record Omit(String message, GraphStep.Each each) implements Response {
        @Override
        public String summary() {
            return "leaves out of " + each.list() + ": " + message;
        }
    }

    /// Responds with this answer, a rule's or a constant, and runs no further step.
    ///
    /// @param values by the name of an output, all of them
    public record Answer(Map<String, ExpressionText> values) implements Response {
        public Answer {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String summary() {
            return "answers itself";
        }

        @Override
        public Collection<ExpressionText> expressions() {
            return values.values();
        }
    }
}
