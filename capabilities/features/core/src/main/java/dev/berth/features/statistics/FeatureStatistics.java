package dev.berth.features.statistics;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.statistics.ValueStatistics;

/// Statistics of one feature's values. Missing values are only counted: a default returned in their
/// place is no value.
///
/// @param presentCount entities with a value
/// @param missingCount entities without one, because the entity or the value is unknown
/// @param expiredCount entities whose latest event is older than the view's time to live
/// @param values statistics of the present values
public record FeatureStatistics(
        FeatureName name,
        FeatureType type,
        long presentCount,
        long missingCount,
        long expiredCount,
        ValueStatistics values) {}
