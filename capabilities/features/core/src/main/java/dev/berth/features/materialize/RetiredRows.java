package dev.berth.features.materialize;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import java.time.Duration;
import java.util.List;

/// Removal of the stored rows of retired versions, whose numbers are never reused.
public final class RetiredRows {
    private RetiredRows() {}

    /// Removes them, once for each version. Blocks until that is done.
    ///
    /// @return the versions that were removed now
    /// @throws dev.berth.core.ProblemException `online-store-unavailable`; a later call continues
    public static List<ViewReference> remove(FeatureDefinitions definitions, OnlineStore store) {
        return remove(definitions, store, ViewKeyspace.GENERATION_NOTICED.multipliedBy(2));
    }

    /// @param pause after which all readers know that a version is retired
    static List<ViewReference> remove(
            FeatureDefinitions definitions, OnlineStore store, Duration pause) {
        return definitions.publications().values().stream()
                .filter(Publication::isRetired)
                .map(Publication::view)
                .filter(view -> ViewKeyspace.ofRetired(view).clear(store, pause))
                .toList();
    }
}
