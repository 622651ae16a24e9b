package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One step of an endpoint's graph. Steps run as soon as what they read is there, side by side
/// where they do not read of each other.
///
/// @param name by which others read its outputs, as `name.output`
/// @param with the inputs of what is called, by name; one that is not named here is read from the
///   endpoint's input of the same name
/// @param each if there, the step is called with as many rows as a list has elements
/// @param timeout how long it may take; empty for as long as the request has
/// @param breaker when it is not called for a while; empty for never
/// @param otherwise plain values of its outputs that stand in if it fails or is late; empty if the
///   request then fails as well
public record GraphStep(
        String name,
        StepOperation pattern,
        Map<String, ExpressionText> with,
        Optional<Each> each,
        Optional<Duration> timeout,
        Optional<BreakerPolicy> breaker,
        Map<String, Object> otherwise,
        SourceLocation location,
        String pointer) {

    public GraphStep {
        with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
        otherwise = Collections.unmodifiableMap(new LinkedHashMap<>(otherwise));
    }

    /// The same with others in the place of what it calls.
    GraphStep calling(UnaryOperator<Callee> other) {
        return new GraphStep(
                name,
                pattern.calling(other),
                with,
                each,
                timeout,
                breaker,
                otherwise,
                location,
                pointer);
    }

    /// The elements of a list, one after the other.
    ///
    /// @param variable what an element is called in expressions
    /// @param list `input.field` or `step.output`
    public record Each(String variable, ExpressionText list) {}
}
