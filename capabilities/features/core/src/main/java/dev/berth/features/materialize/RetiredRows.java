package dev.berth.features.materialize;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import java.time.Duration;
import java.util.List;

/// What a store has of versions that are retired, whose numbers are never used again.
public final class RetiredRows {
    private RetiredRows() {}

    /// Takes it away, once for each version. Blocks for as long as that takes.
    ///
    /// @return the versions for which it was done now
    /// @throws dev.berth.core.ProblemException `online-store-unavailable`; a later call continues
    public static List<ViewReference> remove(FeatureDefinitions definitions, OnlineStore store) {
        return remove(definitions, store, ViewKeyspace.GENERATION_NOTICED.multipliedBy(2));
    }

    /// @param pause after which all readers have found out that a version is retired
    static List<ViewReference> remove(
            FeatureDefinitions definitions, OnlineStore store, Duration pause) {
        return definitions.publications().values().stream()
                .filter(Publication::isRetired)
                .map(Publication::view)
                .filter(view -> ViewKeyspace.ofRetired(view).clear(store, pause))
                .toList();
    }
}
