package dev.berth.features.online;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// Reader of online features. Thread-safe; reads may block for the store.
public interface OnlineFeatureReader extends AutoCloseable {

    /// The current reader: another object after a definition changed, which tells a caller to
    /// prepare anew.
    default OnlineFeatureReader current() {
        return this;
    }

    /// The definitions of the current views.
    FeatureDefinitions definitions();

    /// The version of each view that is used where none is named; another object after a change.
    /// Callable from any thread.
    default LatestVersions latest() {
        return LatestVersions.of(definitions(), Freshness.UNKNOWN);
    }

    /// Reads the features of all rows in one call of the store.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for undefined or offline
    ///   features, `record-invalid` if a key is missing or has another type, `batch-too-large` for
    ///   too many rows, `value-invalid` for an instant before the stored rows,
    ///   `online-store-unavailable` if the store cannot be read
    FeatureRows read(FeatureQuery query);

    /// Plans the repeated read of a list of features.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for an undefined feature
    PreparedFeatures prepare(List<FeatureSelection> selections);

    /// Whether a read takes microseconds and never blocks, so that any thread may call it.
    boolean isInlineable();

    /// The same for a read of some features: rows with an aggregate per column value are large, and
    /// decoding them takes milliseconds.
    ///
    /// @throws dev.berth.core.ProblemException `feature-not-found` for an undefined feature
    default boolean isInlineable(List<FeatureSelection> features) {
        return isInlineable();
    }

    /// Releases the opened resources.
    @Override
    default void close() {}

    /// Factory of the reader of a system.
    interface Source {
        /// Creates the reader of an open system. The store is opened at its first use, so that an
        /// unreachable one affects nothing else.
        ///
        /// @param directory of the system
        /// @param settings select the store once; other settings may change
        /// @param definitions evaluated repeatedly, since they may change
        OnlineFeatureReader of(
                Path directory,
                Supplier<FeatureSettings> settings,
                Supplier<FeatureDefinitions> definitions);
    }
}
