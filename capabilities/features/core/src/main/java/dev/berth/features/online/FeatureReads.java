package dev.berth.features.online;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import java.util.List;

/// What can be asked about features online. Thread-safe; reads may block for the store.
public interface FeatureReads {

    /// The views that are read from, as of now.
    FeatureDefinitions definitions();

    /// The features of all rows, in one go.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for what is not defined or not
    ///   online, `record-invalid` if a key is missing or of another type, `batch-too-large` for too
    ///   many rows, `store-unavailable` if the store cannot be read
    FeatureRows read(FeatureQuery query);

    /// Finds out once what has to be done for a list of features.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for what is not defined
    PreparedFeatures prepare(List<FeatureSelection> selections);

    /// Whether a read takes microseconds and waits for nobody, so that any thread may do it.
    boolean isQuick();
}
