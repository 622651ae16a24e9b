package dev.berth.features.skew;

import dev.berth.core.feature.ViewReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The skew of the features of one view.
///
/// @param rowCount checked responses
/// @param medianBehind median age of the online data of responses that were behind; empty if none
///   was
/// @param maxBehind the greatest age
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
