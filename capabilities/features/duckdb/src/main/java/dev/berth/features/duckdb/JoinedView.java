package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureUse;
import java.util.List;

/// Features of one view for one entity of each row.
///
/// @param name what columns of the output begin with: `<name>__<feature>`; mostly that of the view
/// @param use which view, and which columns of the spine have the keys
public record JoinedView(String name, FeatureUse use, List<FeatureName> features) {
    public JoinedView {
        features = List.copyOf(features);
    }

    /// With the view's own name.
    public static JoinedView of(FeatureUse use, List<FeatureName> features) {
        return new JoinedView(use.view().name().value(), use, features);
    }

    String column(FeatureName feature) {
        return name + "__" + feature;
    }
}
