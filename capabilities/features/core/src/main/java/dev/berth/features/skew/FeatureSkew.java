package dev.berth.features.skew;

import dev.berth.core.feature.FeatureReference;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// How far the values of a feature that were served are from those that history gives for the same
/// entities and instants.
///
/// @param comparedCount how many values were compared: the sum of the other four
/// @param sameCount equal to the last bit, or both missing
/// @param behindCount other values, of entities of which history knew more by then than the online
///   row had: what was served was not up to date
/// @param aheadCount other values, where a later event was known online than history has
/// @param differentCount other values of the same events: the two sides compute, or keep, something
///   else
/// @param meanDifference mean of the distances of numbers that are not equal; empty if there are
///   none
/// @param maxDifference the greatest of them
/// @param examples some of those that are not equal, the least explicable first
public record FeatureSkew(
        FeatureReference feature,
        long comparedCount,
        long sameCount,
        long behindCount,
        long aheadCount,
        long differentCount,
        OptionalDouble meanDifference,
        OptionalDouble maxDifference,
        List<Example> examples) {
    public FeatureSkew {
        examples = List.copyOf(examples);
    }

    /// Why two values are not equal.
    public enum Kind {
        DIFFERENT,
        AHEAD,
        BEHIND
    }

    /// Two values that are not equal.
    ///
    /// @param keys of the entity
    /// @param atMicros the instant of the read
    /// @param served what was served; null if it was missing
    /// @param recomputed what history gives; null if it is missing
    public record Example(
            Kind kind,
            Map<String, @Nullable Object> keys,
            long atMicros,
            @Nullable Object served,
            @Nullable Object recomputed) {}
}
