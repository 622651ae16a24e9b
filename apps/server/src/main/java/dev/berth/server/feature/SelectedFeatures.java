package dev.berth.server.feature;

import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import java.util.List;

/// Features that were asked for, looked up.
///
/// @param written what the caller calls each of them
/// @param types of each; for a map, of its values
public record SelectedFeatures(
        List<String> written, List<FeatureReference> references, List<FeatureType> types) {

    public SelectedFeatures {
        written = List.copyOf(written);
        references = List.copyOf(references);
        types = List.copyOf(types);
    }

    int size() {
        return references.size();
    }
}
