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

/// A safeguard that is no model: a rule on what comes in or goes out, and what is done when it
/// applies.
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

    /// Where it stands.
    public enum Position {
        /// Before the first step; reads `input`.
        INPUT,
        /// After the last; reads `input`, the steps and `output`.
        OUTPUT
    }

    /// What an activated guard does.
    public sealed interface Response {
        /// What it does, in a few words for a diagram.
        String summary();

        /// The expressions that it evaluates.
        default Collection<ExpressionText> expressions() {
            return List.of();
        }
    }

    /// The request is the caller's mistake.
    ///
    /// @param message tells the caller why
    public record Reject(String message) implements Response {
        @Override
        public String summary() {
            return "rejects: " + message;
        }
    }

    /// There is no answer that can be vouched for.
    ///
    /// @param message tells the caller why
    public record Abstain(String message) implements Response {
        @Override
        public String summary() {
            return "abstains: " + message;
        }
    }

    /// Other values stand in for some fields.
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

    /// Numbers beyond a range become its nearest end.
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

    /// The answer is one of the endpoint's fallbacks.
    ///
    /// @param message tells the caller why there is none, where there is no fallback either
    public record FallBack(String message) implements Response {
        @Override
        public String summary() {
            return "falls back: " + message;
        }
    }

    /// Elements of a list for which the rule holds are left out of all its fields. The guard is
    /// activated where there is one.
    ///
    /// @param message tells people why
    /// @param each the list, as `output.list`, and what an element of it is called in the rule
    public record Omit(String message, GraphStep.Each each) implements Response {
        @Override
        public String summary() {
            return "leaves out of " + each.list() + ": " + message;
        }
    }

    /// The answer is this one, a rule's or a constant, and no further step runs.
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
