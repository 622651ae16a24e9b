package dev.berth.features.statistics;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the values of a view's features were like at an instant.
///
/// @param until the instant as of which values were read: up to when the view was materialized
/// @param taken when that was done
/// @param entityCount of how many entities the view has a row
/// @param sampledCount how many of these were checked; all counts of features are among them
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
