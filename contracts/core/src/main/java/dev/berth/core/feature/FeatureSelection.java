package dev.berth.core.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A requested feature, with the caller's fields that are its keys and inputs.
///
/// @param fields as in [FeatureUse#fields]
public record FeatureSelection(FeatureReference feature, Map<String, String> fields) {
    public FeatureSelection {
        // Nearly all have none, and are made and compared for each read.
        fields =
                fields.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// A selection whose keys have the names of the join keys.
    public static FeatureSelection of(FeatureReference feature) {
        return new FeatureSelection(feature, Map.of());
    }

    /// The view that is read for it.
    public FeatureUse use() {
        return new FeatureUse(feature.view(), fields);
    }
}
