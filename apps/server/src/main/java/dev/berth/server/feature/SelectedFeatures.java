package dev.berth.server.feature;

import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.protocol.feature.FeatureRequest;
import java.util.List;

/// Requested features, resolved.
///
/// @param written what the caller or the service calls each of them: `view:feature` in some form,
///   or a name of its own, without a colon
/// @param types of each; for a map, of its values
/// @param columns what columns of rows are for them
public record SelectedFeatures(
        List<String> written,
        List<FeatureSelection> selections,
        List<FeatureType> types,
        RowColumns columns) {

    public SelectedFeatures {
        written = List.copyOf(written);
        selections = List.copyOf(selections);
        types = List.copyOf(types);
    }

    /// The request, with join keys in place of the names of entities, as Feast's servers accept
    /// both.
    ///
    /// @throws dev.berth.core.ProblemException `record-invalid` if a key comes by both
    public FeatureRequest byJoinKeys(FeatureRequest request) {
        return request.renamed(columns.joinKeys());
    }

    /// Which features they are.
    List<FeatureReference> references() {
        return selections.stream().map(FeatureSelection::feature).toList();
    }

    int size() {
        return selections.size();
    }
}
