package dev.berth.deploy.check;

import java.util.List;
import java.util.Map;

/// Selectors that select no pod of the manifests.
final class SelectorRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        List<PodSource> pods = manifests.pods();
        for (ManifestObject object : manifests.objects()) {
            switch (object.kind()) {
                case "Deployment", "StatefulSet" -> checkOwn(object, findings);
                case "Service" -> check(object, object.spec().get("selector"), pods, findings);
                case "PodDisruptionBudget", "PodMonitor" ->
                        check(object, object.spec().at("selector", "matchLabels"), pods, findings);
                case "NetworkPolicy" ->
                        check(
                                object,
                                object.spec().at("podSelector", "matchLabels"),
                                pods,
                                findings);
                default -> {}
            }
        }
        for (PodSource source : pods) {
            for (ManifestNode spread : source.spec().get("topologySpreadConstraints").items()) {
                ManifestNode selector = spread.at("labelSelector", "matchLabels");
                if (selector.isPresent() && !source.hasLabels(selector.texts())) {
                    report(selector, "the pods themselves", source.labels(), findings);
                }
            }
        }
    }

    /// The pods of a Deployment have to be its own.
    private static void checkOwn(ManifestObject object, Findings findings) {
        ManifestNode selector = object.spec().at("selector", "matchLabels");
        Map<String, String> labels = object.spec().at("template", "metadata", "labels").texts();
        if (!selector.isPresent() || selector.texts().isEmpty()) {
            findings.report(
                    selector,
                    "no label in the selector",
                    "labels of the pods' template",
                    "write the labels of spec.template.metadata.labels");
        } else if (!labels.entrySet().containsAll(selector.texts().entrySet())) {
            report(selector, "the pods of its own template", labels, findings);
        }
    }

    private static void check(
            ManifestObject object, ManifestNode selector, List<PodSource> pods, Findings findings) {
        Map<String, String> wanted = selector.texts();
        // A Service without a selector has endpoints of its own.
        if (!selector.isPresent() || pods.isEmpty()) {
            return;
        }
        if (pods.stream().noneMatch(pod -> pod.hasLabels(wanted))) {
            report(selector, "pods of these manifests", pods.getFirst().labels(), findings);
        }
        String namespace = object.namespace();
        boolean isElsewhere =
                !namespace.isEmpty()
                        && pods.stream()
                                .filter(pod -> pod.hasLabels(wanted))
                                .map(pod -> pod.object().namespace())
                                .noneMatch(other -> other.isEmpty() || other.equals(namespace));
        if (isElsewhere) {
            findings.report(
                    object.root().at("metadata", "namespace"),
                    "another namespace than the pods'",
                    "the namespace of the pods",
                    "write the same namespace");
        }
    }

    private static void report(
            ManifestNode selector, String what, Map<String, String> labels, Findings findings) {
        findings.report(
                selector,
                "a selector " + selector.texts() + " that matches nothing",
                "labels of " + what + ": " + labels,
                "write labels that the pods have");
    }
}
