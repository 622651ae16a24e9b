package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.feature.FeaturesReader;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.FeatureGrant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds views and feature services that consumers name and that there are not.
final class GrantedFeatures {
    private final FeaturesReader.Reading features;

    /// The versions that are served, by name, as consumers write them.
    private final Map<String, Set<String>> served = new TreeMap<>();

    private GrantedFeatures(FeaturesReader.Reading features) {
        this.features = features;
        FeatureDefinitions found = features.definitions();
        found.views().keySet().forEach(view -> add(view.name().value(), view));
        found.onDemand().keySet().forEach(view -> add(view.name().value(), view));
        found.services().keySet().forEach(service -> add(service.name().value(), service));
    }

    private void add(String name, Object version) {
        served.computeIfAbsent(name, first -> new LinkedHashSet<>()).add(version.toString());
    }

    static void check(Optional<DocumentNode> root, FeaturesReader.Reading features) {
        var granted = new GrantedFeatures(features);
        root
                .flatMap(place -> place.child(ConsumersReader.CONSUMERS))
                .map(DocumentNode::entries)
                .stream()
                .flatMap(consumers -> consumers.values().stream())
                .flatMap(consumer -> consumer.items(ConsumersReader.FEATURES).stream())
                .forEach(item -> item.text().ifPresent(text -> granted.check(item, text)));
    }

    private void check(DocumentNode item, String text) {
        FeatureGrant grant = FeatureGrant.parse(text);
        Set<String> versions = served.getOrDefault(grant.name(), Set.of());
        // What is described and is not served has a mistake of its own.
        boolean isKnown =
                versions.isEmpty()
                        ? features.written().contains(grant.name())
                        : grant.version().isEmpty() || versions.contains(text);
        if (isKnown) {
            return;
        }
        if (versions.isEmpty()) {
            reportName(item, text);
        } else {
            item.mistake(
                    "version " + grant.version().getAsInt() + " of '" + grant.name() + "'",
                    "a version that is served: " + String.join(", ", versions),
                    "name one that is served, or `" + grant.name() + "` for each");
        }
    }

    private void reportName(DocumentNode item, String text) {
        Set<String> names = new TreeSet<>(served.keySet());
        served.values().forEach(names::addAll);
        item.mistake(
                "the view or service '" + SanitizedText.of(text) + "'",
                served.isEmpty()
                        ? "one of features/, which has none"
                        : "one of features/: " + String.join(", ", served.keySet()),
                NearestName.find(text, names)
                        .map(word -> "write `" + word + "`")
                        .orElse("remove it, or describe the view or service"));
    }
}
