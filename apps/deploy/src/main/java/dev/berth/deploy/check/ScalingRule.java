package dev.berth.deploy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Autoscalers without a target, with contradicting bounds, or in conflict with another or with a
/// fixed number of replicas.
final class ScalingRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        List<String> scaled = new ArrayList<>();
        for (ManifestObject object : manifests.objects()) {
            switch (object.kind()) {
                case "HorizontalPodAutoscaler" -> {
                    checkTarget(object, manifests, scaled, findings);
                    checkBounds(object.spec(), "minReplicas", "maxReplicas", findings);
                }
                case "ScaledObject" -> {
                    checkTarget(object, manifests, scaled, findings);
                    checkBounds(object.spec(), "minReplicaCount", "maxReplicaCount", findings);
                }
                case "InferenceService" ->
                        checkBounds(
                                object.spec().get("predictor"),
                                "minReplicas",
                                "maxReplicas",
                                findings);
                default -> {}
            }
        }
    }

    private static void checkTarget(
            ManifestObject scaler, ManifestSet manifests, List<String> scaled, Findings findings) {
        ManifestNode target = scaler.spec().get("scaleTargetRef");
        String kind = target.get("kind").isPresent() ? target.get("kind").text() : "Deployment";
        String name = target.get("name").text();
        Optional<ManifestObject> found = manifests.find(kind, name);
        if (found.isEmpty()) {
            findings.report(
                    target.get("name"),
                    "the target " + kind + " '" + name + "', which is not here",
                    "one of " + manifests.names("Deployment"),
                    "write the name of the Deployment");
            return;
        }
        if (scaled.contains(kind + name)) {
            findings.report(
                    target,
                    "a second autoscaler of " + kind + " '" + name + "'",
                    "one: two undo what the other does",
                    "remove one of them");
        }
        scaled.add(kind + name);
        ManifestNode replicas = found.get().spec().get("replicas");
        if (replicas.isPresent()) {
            findings.report(
                    replicas,
                    "replicas: " + replicas.scalar() + " beside an autoscaler",
                    "no replicas",
                    "take it out: each apply would set the number back");
        }
        checkRequests(scaler, found.get(), findings);
    }

    /// A share of the requested processors needs a request.
    private static void checkRequests(
            ManifestObject scaler, ManifestObject workload, Findings findings) {
        for (ManifestNode metric : scaler.spec().get("metrics").items()) {
            String resource = metric.at("resource", "name").text();
            if (!metric.at("resource", "target", "averageUtilization").isPresent()) {
                continue;
            }
            for (ManifestNode container :
                    workload.spec().at("template", "spec", "containers").items()) {
                if (!container.at("resources", "requests", resource).isPresent()) {
                    findings.report(
                            container.get("resources"),
                            "no request of " + resource,
                            "one: the autoscaler's target is a share of it",
                            "add resources.requests." + resource);
                }
            }
        }
    }

    private static void checkBounds(
            ManifestNode spec, String minKey, String maxKey, Findings findings) {
        OptionalLong min = spec.get(minKey).number();
        OptionalLong max = spec.get(maxKey).number();
        if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
            findings.report(
                    spec.get(minKey),
                    minKey + " " + min.getAsLong() + " above " + maxKey + " " + max.getAsLong(),
                    "at most " + max.getAsLong(),
                    "lower " + minKey + ", or raise " + maxKey);
        }
    }
}
