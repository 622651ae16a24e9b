package dev.berth.features.skew;

import dev.berth.core.feature.FeatureReference;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Difference between served values of a feature and those from history, for the same entities and
/// instants.
///
/// @param comparedCount compared values: the sum of the other four
/// @param sameCount equal to the last bit, or both missing
/// @param behindCount different because history already had more events than the online row
/// @param aheadCount different because the online row had a later event than history
/// @param differentCount different though made of the same events: the two sides compute or store
///   differently
/// @param meanDifference mean distance of unequal numbers; empty if there are none
/// @param maxDifference the greatest distance
/// @param examples some unequal pairs, the least explicable first
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

    /// Cause of a difference.
    public enum Kind {
        DIFFERENT,
        AHEAD,
        BEHIND
    }

    /// Pair of unequal values.
    ///
    /// @param keys of the entity
    /// @param atMicros instant of the read
    /// @param served the served value; null if missing
    /// @param recomputed the value from history; null if missing
    public record Example(
            Kind kind,
            Map<String, @Nullable Object> keys,
            long atMicros,
            @Nullable Object served,
            @Nullable Object recomputed) {}
}
