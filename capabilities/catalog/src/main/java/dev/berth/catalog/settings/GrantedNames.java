package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.FeatureGrant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Check of the models, endpoints, views and services that consumers name: reports those that there
/// are not. The rules hold nevertheless: a folder that is removed must not keep a key from being
/// revoked.
final class GrantedNames {
    private final Collection<DocumentNode> consumers;
    private final Map<String, DefinedNames> names;

    private GrantedNames(Collection<DocumentNode> consumers, Map<String, DefinedNames> names) {
        this.consumers = consumers;
        this.names = names;
    }

    /// @param names by the folders of the parts that define them
    static void check(Optional<DocumentNode> root, Map<String, DefinedNames> names) {
        Map<String, DocumentNode> consumers =
                root.flatMap(place -> place.child(ConsumersReader.CONSUMERS))
                        .map(DocumentNode::entries)
                        .orElse(Map.of());
        var granted = new GrantedNames(consumers.values(), names);
        granted.check("models", "model", "add the model's package");
        granted.check("endpoints", "endpoint", "add the endpoint's file");
        granted.checkQuotas();
        granted.checkFeatures();
    }

    private DefinedNames defined(String key) {
        return names.getOrDefault(key, DefinedNames.NONE);
    }

    private void check(String key, String kind, String add) {
        Set<String> present = defined(key).all();
        for (DocumentNode consumer : consumers) {
            for (DocumentNode item : consumer.items(key)) {
                if (item.text().filter(name -> !present.contains(name)).isPresent()) {
                    report(item, key, kind, present, add);
                }
            }
        }
    }

    /// @param near names that may have been meant
    private void report(
            DocumentNode item, String key, String kind, Collection<String> near, String add) {
        Set<String> present = defined(key).all();
        String name = String.valueOf(item.value());
        item.error(
                "the " + kind + " '" + SanitizedText.of(name) + "'",
                "one of "
                        + key
                        + (present.isEmpty() ? "/, which has none" : "/: ")
                        + String.join(", ", present),
                NearestName.find(name, near)
                        .map(word -> "write `" + word + "`")
                        .orElse("remove it, or " + add));
    }

    private void checkQuotas() {
        Set<String> callable = new TreeSet<>(defined("models").all());
        callable.addAll(defined("endpoints").all());
        for (DocumentNode consumer : consumers) {
            consumer.child("quota")
                    .flatMap(quota -> quota.child("per-model"))
                    .map(DocumentNode::entries)
                    .orElse(Map.of())
                    .forEach((name, place) -> checkQuota(name, place, callable));
        }
    }

    private static void checkQuota(String name, DocumentNode place, Set<String> callable) {
        if (!callable.contains(name)) {
            place.error(
                    "the name '" + SanitizedText.of(name) + "'",
                    "a model or an endpoint: " + String.join(", ", callable),
                    NearestName.find(name, callable)
                            .map(word -> "write `" + word + "`")
                            .orElse("remove it"));
        }
    }

    private void checkFeatures() {
        for (DocumentNode consumer : consumers) {
            List<DocumentNode> items = consumer.items(ConsumersReader.FEATURES);
            items.forEach(item -> item.text().ifPresent(text -> checkFeature(item, text)));
        }
    }

    private void checkFeature(DocumentNode item, String text) {
        DefinedNames served = defined(ConsumersReader.FEATURES);
        FeatureGrant grant = FeatureGrant.parse(text);
        Set<String> versions = served.versions(grant.name());
        if (versions.isEmpty()) {
            // What is described and is not served has an error of its own.
            if (!served.broken().contains(grant.name())) {
                Set<String> near = new TreeSet<>(served.all());
                served.versions().values().forEach(near::addAll);
                String add = "describe the view or service";
                report(item, ConsumersReader.FEATURES, "view or service", near, add);
            }
        } else if (grant.version().isPresent() && !versions.contains(text)) {
            item.error(
                    "version " + grant.version().getAsInt() + " of '" + grant.name() + "'",
                    "a version that is served: " + String.join(", ", versions),
                    "name one that is served, or `" + grant.name() + "` for each");
        }
    }
}
