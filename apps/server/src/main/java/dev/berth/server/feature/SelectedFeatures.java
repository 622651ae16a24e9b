package dev.berth.server.feature;

import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.protocol.feature.FeatureAsk;
import java.util.List;

/// Features that were asked for, looked up.
///
/// @param written what the caller calls each of them
/// @param types of each; for a map, of its values
/// @param columns what columns of rows are for them
public record SelectedFeatures(
        List<String> written,
        List<FeatureReference> references,
        List<FeatureType> types,
        RowColumns columns) {

    public SelectedFeatures {
        written = List.copyOf(written);
        references = List.copyOf(references);
        types = List.copyOf(types);
    }

    /// What was asked, with join keys in place of the names of entities, as Feast's servers take
    /// these.
    ///
    /// @throws dev.berth.core.ProblemException `record-invalid` if a key comes by both
    public FeatureAsk byJoinKeys(FeatureAsk ask) {
        return ask.renamed(columns.joinKeys());
    }

    int size() {
        return references.size();
    }
}
