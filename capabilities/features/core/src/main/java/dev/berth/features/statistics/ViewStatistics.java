package dev.berth.features.statistics;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Statistics of a view's values at an instant.
///
/// @param until instant of the values: up to when the view was materialized
/// @param taken when they were collected
/// @param entityCount entities with a row
/// @param sampledCount sampled entities; the counts of features refer to them
/// @param features in the order of the view
public record ViewStatistics(
        ViewReference view,
        Instant until,
        Instant taken,
        long entityCount,
        long sampledCount,
        List<FeatureStatistics> features) {

    public ViewStatistics {
        features = List.copyOf(features);
    }

    public Optional<FeatureStatistics> find(FeatureName name) {
        return features.stream().filter(feature -> feature.name().equals(name)).findFirst();
    }
}
