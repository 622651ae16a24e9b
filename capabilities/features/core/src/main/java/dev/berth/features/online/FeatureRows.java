package dev.berth.features.online;

import dev.berth.core.feature.FeatureReference;
import java.util.List;

/// Result of a feature query.
///
/// @param features in the requested order
/// @param rows one value per feature for each row of the query, both in the order of the query
public record FeatureRows(List<FeatureReference> features, List<List<FeatureValue>> rows) {
    public FeatureRows {
        features = List.copyOf(features);
        rows = List.copyOf(rows);
    }
}
