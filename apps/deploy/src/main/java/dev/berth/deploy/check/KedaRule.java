package dev.berth.deploy.check;

import dev.berth.core.NearestName;
import java.util.List;

/// Triggers of Prometheus in a ScaledObject that take missing metrics for no load, or that cannot
/// work. The schema of a trigger's metadata is any map, so its keys are checked here.
final class KedaRule implements ManifestRule {
    /// Keys of the Prometheus scaler (keda.sh/docs, Prometheus).
    private static final List<String> KEYS =
            List.of(
                    "serverAddress",
                    "query",
                    "queryParameters",
                    "threshold",
                    "activationThreshold",
                    "namespace",
                    "customHeaders",
                    "ignoreNullValues",
                    "unsafeSsl",
                    "timeout",
                    "authModes",
                    "cortexOrgID",
                    "awsRegion",
                    "azureManagedPrometheusResourceURL");

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (ManifestObject scaler : manifests.of("ScaledObject")) {
            for (ManifestNode trigger : scaler.spec().get("triggers").items()) {
                if (trigger.get("type").text().equals("prometheus")) {
                    check(trigger.get("metadata"), findings);
                }
            }
            checkToZero(scaler, findings);
        }
    }

    private static void check(ManifestNode metadata, Findings findings) {
        for (String key : metadata.keys()) {
            if (!KEYS.contains(key)) {
                findings.report(
                        metadata.get(key),
                        "the unknown key '" + key + "'",
                        "a key of the Prometheus scaler",
                        NearestName.find(key, KEYS)
                                .map(near -> "rename it to '" + near + "'")
                                .orElse("take it out"));
            }
        }
        for (String key : List.of("serverAddress", "query", "threshold")) {
            if (metadata.get(key).scalar().isBlank()) {
                findings.report(
                        metadata, "no key '" + key + "'", "the key '" + key + "'", "add it");
            }
        }
        if (!metadata.get("ignoreNullValues").scalar().equals("false")) {
            findings.report(
                    metadata.get("ignoreNullValues"),
                    "an empty answer of Prometheus counts as 0",
                    "ignoreNullValues: \"false\"",
                    "write it: otherwise replicas are removed while metrics are missing");
        }
    }

    /// Without replicas nothing of theirs is measured: something else has to say that requests
    /// arrive.
    private static void checkToZero(ManifestObject scaler, Findings findings) {
        ManifestNode min = scaler.spec().get("minReplicaCount");
        boolean isToZero = !min.isPresent() || min.number().orElse(1) == 0;
        List<ManifestNode> triggers = scaler.spec().get("triggers").items();
        boolean hasOther =
                triggers.stream()
                        .anyMatch(
                                trigger ->
                                        !trigger.get("type").text().equals("prometheus")
                                                || !trigger.at("metadata", "query")
                                                        .text()
                                                        .contains("berth_"));
        if (isToZero && !hasOther) {
            findings.report(
                    min.isPresent() ? min : scaler.spec(),
                    "scaling to 0 by metrics of the replicas alone",
                    "a trigger by requests that arrive before any replica, or minReplicaCount of 1",
                    "add a trigger on the gateway's metric, or raise minReplicaCount");
        }
    }
}
