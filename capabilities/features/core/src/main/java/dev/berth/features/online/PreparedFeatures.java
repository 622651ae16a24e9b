package dev.berth.features.online;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Prepared read of a list of features for one row at a time. Thread-safe.
public interface PreparedFeatures {

    /// The required fields with their types: entity keys and inputs of on-demand features.
    Map<String, FeatureType> fields();

    /// The types of the features, in the order in which they were selected.
    List<FeatureType> types();

    /// The views that are read.
    List<ViewReference> views();

    /// Whether a read takes microseconds, if the store is fast.
    default boolean isInlineable() {
        return true;
    }

    /// Reads the features in the order in which they were selected.
    ///
    /// @param fields values in the Java form of their types; one that is missing may be left out
    /// @param at empty for now
    /// @throws dev.berth.core.ProblemException as [OnlineFeatureReader#read]
    List<FeatureValue> read(Map<String, @Nullable Object> fields, Optional<Instant> at);
}
