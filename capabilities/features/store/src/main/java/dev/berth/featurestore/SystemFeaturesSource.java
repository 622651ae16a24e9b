package dev.berth.featurestore;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.online.OnlineFeatureReader;
import java.nio.file.Path;
import java.util.function.Supplier;

/// [ServingFeatureStore#source] with the variables of this process, for discovery by service file.
public final class SystemFeaturesSource implements OnlineFeatureReader.Source {
    private final OnlineFeatureReader.Source source = ServingFeatureStore.source(System.getenv());

    /// For `java.util.ServiceLoader`.
    public SystemFeaturesSource() {}

    @Override
    public OnlineFeatureReader of(
            Path directory,
            Supplier<FeatureSettings> settings,
            Supplier<FeatureDefinitions> definitions) {
        return source.of(directory, settings, definitions);
    }
}
