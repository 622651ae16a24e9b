package dev.berth.features.online;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// What can be asked about features online. Thread-safe; reads may block for the store.
public interface OnlineFeatureReader extends AutoCloseable {

    /// What reads now: another object whenever a definition has changed, so that the caller that
    /// prepared something knows that it is of yesterday.
    default OnlineFeatureReader current() {
        return this;
    }

    /// The views that are read from, as of now.
    FeatureDefinitions definitions();

    /// The version of each view that is meant where none is named; another object whenever one of
    /// them is another. Any thread may ask.
    default LatestVersions latest() {
        return LatestVersions.of(definitions(), Freshness.UNKNOWN);
    }

    /// The features of all rows, in one go.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for what is not defined or not
    ///   online, `record-invalid` if a key is missing or of another type, `batch-too-large` for too
    ///   many rows, `value-invalid` for an instant before what the rows have,
    ///   `online-store-unavailable` if the store cannot be read
    FeatureRows read(FeatureQuery query);

    /// Finds out once what has to be done for a list of features.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for what is not defined
    PreparedFeatures prepare(List<FeatureSelection> selections);

    /// Whether a read takes microseconds and never waits, so that any thread may do it.
    boolean isInlineable();

    /// The same of a read of some features: rows with an aggregate for each value of a column are
    /// large, and what is made of them takes milliseconds.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for what is not defined
    default boolean isInlineable(List<FeatureSelection> features) {
        return isInlineable();
    }

    /// Gives back what it opened.
    @Override
    default void close() {}

    /// Makes those of a system.
    interface Source {
        /// Those of a system that is open. Opens a store when it is first needed, so that one that
        /// cannot be reached keeps nothing else from working.
        ///
        /// @param directory of the system
        /// @param settings the store is that of the first; what else they say may change
        /// @param definitions asked again and again as they may change
        OnlineFeatureReader of(
                Path directory,
                Supplier<FeatureSettings> settings,
                Supplier<FeatureDefinitions> definitions);
    }
}
