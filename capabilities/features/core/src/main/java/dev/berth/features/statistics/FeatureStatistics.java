package dev.berth.features.statistics;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.statistics.ValueStatistics;

/// What the values of one feature were like. Entities without a value are counted and nothing else:
/// a default that readers get in its place is no value.
///
/// @param presentCount entities with a value
/// @param missingCount entities without one, as nothing was known of them yet or this was missing
/// @param expiredCount entities whose latest event was older than the view's time to live
/// @param values of those that were present
public record FeatureStatistics(
        FeatureName name,
        FeatureType type,
        long presentCount,
        long missingCount,
        long expiredCount,
        ValueStatistics values) {}
