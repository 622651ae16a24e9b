package dev.berth.featurestore;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.online.FeatureReads;
import java.nio.file.Path;
import java.util.function.Supplier;

/// [SystemFeatures#source] with the variables of this process, for those who find it by its service
/// file.
public final class SystemFeaturesSource implements FeatureReads.Source {
    private final FeatureReads.Source source = SystemFeatures.source(System.getenv());

    /// For `java.util.ServiceLoader`.
    public SystemFeaturesSource() {}

    @Override
    public FeatureReads of(
            Path directory,
            Supplier<FeatureSettings> settings,
            Supplier<FeatureDefinitions> definitions) {
        return source.of(directory, settings, definitions);
    }
}
