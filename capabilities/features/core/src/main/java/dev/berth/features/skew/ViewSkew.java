package dev.berth.features.skew;

import dev.berth.core.feature.ViewReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The skew of the features of one view.
///
/// @param rowCount how many answers were checked
/// @param medianBehind how old what was known online was at the instants of the answers that were
///   behind, the median; empty if none was
/// @param maxBehind the greatest
/// @param features in the order of the view
public record ViewSkew(
        ViewReference view,
        long rowCount,
        Optional<Duration> medianBehind,
        Optional<Duration> maxBehind,
        List<FeatureSkew> features) {
    public ViewSkew {
        features = List.copyOf(features);
    }
}
