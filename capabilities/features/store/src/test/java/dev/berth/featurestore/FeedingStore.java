package dev.berth.featurestore;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.FeatureSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// The feature store of a process that serves, ingests and materializes: on threads of ordinary
/// priority, as those of low priority hardly run on a machine that tests beside others.
final class FeedingStore {
    private FeedingStore() {}

    static ServingFeatureStore open(Path directory, Supplier<FeatureDefinitions> definitions) {
        return (ServingFeatureStore)
                ServingFeatureStore.feedingSource(Map.of(), Thread.ofPlatform().daemon().factory())
                        .of(directory, () -> FeatureSettings.DEFAULT, definitions);
    }
}
