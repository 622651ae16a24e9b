package dev.berth.core.feature;

import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Features of one combination of entities that come from one source: the unit that is versioned,
/// materialized and read. All of its features are columns of the latest row, or all are aggregates.
///
/// @param keys the column that names each entity, in the order in which entities are written
/// @param transformation SQL between source and features; empty if they are made of its columns
/// @param timeToLive how old the latest event may be before values count as missing; empty for any
///   age
/// @param owner the responsible team, or an address
/// @param features at least one
/// @param expectations what its rows are held against before they are read
public record FeatureView(
        ViewReference reference,
        String summary,
        Optional<String> owner,
        List<String> tags,
        Map<EntityName, String> keys,
        SourceName source,
        Optional<Transformation> transformation,
        Optional<Duration> timeToLive,
        List<Feature> features,
        List<Expectation> expectations,
        SourceLocation location) {

    public FeatureView {
        tags = List.copyOf(tags);
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        features = List.copyOf(features);
        expectations = List.copyOf(expectations);
    }

    /// One without expectations.
    public FeatureView(
            ViewReference reference,
            String summary,
            Optional<String> owner,
            List<String> tags,
            Map<EntityName, String> keys,
            SourceName source,
            Optional<Transformation> transformation,
            Optional<Duration> timeToLive,
            List<Feature> features,
            SourceLocation location) {
        this(
                reference,
                summary,
                owner,
                tags,
                keys,
                source,
                transformation,
                timeToLive,
                features,
                List.of(),
                location);
    }

    /// Whether its features are aggregates.
    public boolean isWindowed() {
        return features.getFirst().derivation() instanceof FeatureComputation.Aggregation;
    }

    public Optional<Feature> find(FeatureName name) {
        return features.stream().filter(feature -> feature.name().equals(name)).findFirst();
    }
}
