package dev.berth.deploy.check;

import dev.berth.core.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Names that are there twice or that no object can have, and namespaces that differ.
final class NameRule implements ManifestRule {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LENGTH_MAX = 253;

    private static final List<String> KEYS =
            List.of(
                    "apiVersion",
                    "kind",
                    "metadata",
                    "resources",
                    "namespace",
                    "labels",
                    "commonAnnotations",
                    "namePrefix",
                    "nameSuffix",
                    "images",
                    "replicas",
                    "patches",
                    "configMapGenerator",
                    "secretGenerator",
                    "generatorOptions",
                    "components",
                    "transformers",
                    "generators",
                    "replacements",
                    "buildMetadata",
                    "openapi",
                    "configurations",
                    "sortOptions",
                    "helmCharts",
                    "crds",
                    "commonLabels",
                    "validators");

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        Map<String, ManifestObject> seen = new HashMap<>();
        String namespace = "";
        for (ManifestObject object : manifests.objects()) {
            ManifestNode name = object.root().at("metadata", "name");
            if (!NAME.matcher(name.scalar()).matches() || name.scalar().length() > LENGTH_MAX) {
                findings.report(
                        name,
                        "the name '" + name.scalar() + "'",
                        "lower-case letters, digits, hyphens and dots, at most 253",
                        "rename the object");
            }
            String key = object.kind() + " " + object.namespace() + "/" + object.name();
            ManifestObject first = seen.putIfAbsent(key, object);
            if (first != null) {
                findings.report(
                        name,
                        "a second " + object.kind() + " '" + object.name() + "'",
                        "one, as in " + first.root().location(),
                        "rename or remove one of them");
            }
            if (namespace.isEmpty()) {
                namespace = object.namespace();
            } else if (!object.namespace().isEmpty() && !object.namespace().equals(namespace)) {
                findings.report(
                        object.root().at("metadata", "namespace"),
                        "the namespace '" + object.namespace() + "'",
                        "'" + namespace + "', as the objects before it have",
                        "write the same: selectors and references hold within a namespace");
            }
        }
        manifests.kustomization().ifPresent(node -> checkKeys(node, findings));
    }

    private static void checkKeys(ManifestNode kustomization, Findings findings) {
        for (String key : kustomization.keys()) {
            if (!KEYS.contains(key)) {
                findings.report(
                        kustomization.get(key),
                        "the unknown key '" + key + "'",
                        "a key of a Kustomization",
                        NearestName.find(key, KEYS)
                                .map(near -> "rename it to '" + near + "'")
                                .orElse("take it out"));
            }
        }
    }
}
