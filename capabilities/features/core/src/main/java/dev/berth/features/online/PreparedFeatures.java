package dev.berth.features.online;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A list of features that is read again and again, for one row each time. Thread-safe.
public interface PreparedFeatures {

    /// What the caller has to know: keys of entities and inputs of features on demand, with their
    /// types, by the field's name.
    Map<String, FeatureType> fields();

    /// The types of the features, in the order in which they were selected.
    List<FeatureType> types();

    /// The views that they are of, or that are read for them.
    List<ViewReference> views();

    /// Whether a read takes microseconds of its thread, if the store is quick.
    default boolean isInlineable() {
        return true;
    }

    /// The features, in the order in which they were selected.
    ///
    /// @param fields values in the Java form of their types; one that is missing may be left out
    /// @param at empty for now
    /// @throws dev.berth.core.ProblemException as [OnlineFeatureReader#read]
    List<FeatureValue> read(Map<String, @Nullable Object> fields, Optional<Instant> at);
}
