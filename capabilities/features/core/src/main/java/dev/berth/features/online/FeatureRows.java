package dev.berth.features.online;

import dev.berth.core.feature.FeatureReference;
import java.util.List;

/// What a query found.
///
/// @param features as they were asked for
/// @param rows for each row of the query one value for each feature, in the order of both
public record FeatureRows(List<FeatureReference> features, List<List<FeatureValue>> rows) {
    public FeatureRows {
        features = List.copyOf(features);
        rows = List.copyOf(rows);
    }
}
