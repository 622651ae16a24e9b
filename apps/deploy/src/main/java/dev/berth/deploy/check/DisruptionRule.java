package dev.berth.deploy.check;

import java.util.Optional;
import java.util.OptionalLong;

/// Budgets that forbid every eviction, so that nodes cannot be drained, and updates that go below
/// capacity or cannot proceed.
final class DisruptionRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (ManifestObject budget : manifests.of("PodDisruptionBudget")) {
            checkBudget(budget, manifests, findings);
        }
        for (ManifestObject deployment : manifests.of("Deployment")) {
            checkUpdate(deployment, manifests, findings);
        }
    }

    private static void checkBudget(
            ManifestObject budget, ManifestSet manifests, Findings findings) {
        ManifestNode min = budget.spec().get("minAvailable");
        ManifestNode max = budget.spec().get("maxUnavailable");
        if (min.isPresent() && max.isPresent()) {
            findings.report(
                    min,
                    "minAvailable beside maxUnavailable",
                    "one of the two",
                    "take minAvailable out");
        }
        OptionalLong least = leastReplicas(budget, manifests);
        boolean isAll =
                max.scalar().equals("0")
                        || max.scalar().equals("0%")
                        || min.scalar().equals("100%")
                        || (least.isPresent()
                                && min.number().isPresent()
                                && min.number().getAsLong() >= least.getAsLong());
        if (isAll) {
            findings.report(
                    max.isPresent() ? max : min,
                    "a budget that forbids every eviction"
                            + (least.isPresent() ? " of " + least.getAsLong() + " replicas" : ""),
                    "at least one pod that may be evicted",
                    "write maxUnavailable: 1, or nodes cannot be drained");
        }
    }

    /// The least number of replicas that the budget's pods may have.
    private static OptionalLong leastReplicas(ManifestObject budget, ManifestSet manifests) {
        var selector = budget.spec().at("selector", "matchLabels").texts();
        for (PodSource pod : manifests.pods()) {
            if (pod.hasLabels(selector)) {
                Optional<OptionalLong> scaler = scalerMin(pod.object().name(), manifests);
                return scaler.orElse(pod.object().spec().get("replicas").number());
            }
        }
        return OptionalLong.empty();
    }

    private static Optional<OptionalLong> scalerMin(String workload, ManifestSet manifests) {
        for (ManifestObject object : manifests.objects()) {
            String key =
                    switch (object.kind()) {
                        case "HorizontalPodAutoscaler" -> "minReplicas";
                        case "ScaledObject" -> "minReplicaCount";
                        default -> "";
                    };
            if (!key.isEmpty()
                    && object.spec().at("scaleTargetRef", "name").text().equals(workload)) {
                return Optional.of(object.spec().get(key).number());
            }
        }
        return Optional.empty();
    }

    /// A store whose volume takes a single writer: the old pod has to end before the new one
    /// starts.
    private static boolean isSinglePod(ManifestObject deployment, ManifestSet manifests) {
        return deployment.spec().get("replicas").scalar().equals("1")
                && scalerMin(deployment.name(), manifests).isEmpty();
    }

    private static void checkUpdate(
            ManifestObject deployment, ManifestSet manifests, Findings findings) {
        ManifestNode strategy = deployment.spec().get("strategy");
        if (strategy.get("type").text().equals("Recreate")) {
            if (isSinglePod(deployment, manifests)) {
                return;
            }
            findings.report(
                    strategy.get("type"),
                    "the strategy Recreate, which ends all replicas first",
                    "RollingUpdate, unless there are replicas: 1 and no autoscaler",
                    "write type: RollingUpdate with maxUnavailable: 0");
            return;
        }
        ManifestNode unavailable = strategy.at("rollingUpdate", "maxUnavailable");
        ManifestNode surge = strategy.at("rollingUpdate", "maxSurge");
        boolean isNone = unavailable.scalar().matches("0%?");
        if (!isNone) {
            findings.report(
                    unavailable,
                    unavailable.isPresent()
                            ? "maxUnavailable: " + unavailable.scalar()
                            : "no maxUnavailable, which means 25%",
                    "0, so that an update never goes below capacity",
                    "write maxUnavailable: 0 and a maxSurge of 1 or more");
        } else if (surge.scalar().matches("0%?")) {
            findings.report(
                    surge,
                    "maxSurge: 0 with maxUnavailable: 0",
                    "1 or more",
                    "raise maxSurge: otherwise no update can begin");
        }
    }
}
