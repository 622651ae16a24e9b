package dev.berth.deploy.kubernetes;

import dev.berth.deploy.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;

/// Objects that run the replicas and let them be reached: Deployment, Service, ServiceAccount,
/// PodDisruptionBudget, NetworkPolicy, ConfigMap.
final class WorkloadManifests {
    private static final int DNS_PORT = 53;

    private final ManifestInput input;
    private final Labels labels;
    private final SizingComments comments;

    WorkloadManifests(ManifestInput input) {
        this.input = input;
        this.labels = new Labels(input);
        this.comments = new SizingComments(input.plan());
    }

    YamlMap deployment() {
        YamlMap spec = YamlMap.map();
        String sizing = comments.rate() + "\n" + comments.replicas();
        if (input.isScaled()) {
            spec.put(
                    "selector",
                    YamlMap.of("matchLabels", labels.pods()),
                    sizing + "\nreplicas is left out: the autoscaler sets it.");
        } else {
            spec.put("replicas", input.plan().replicas(), sizing);
            spec.put("selector", YamlMap.of("matchLabels", labels.pods()));
        }
        int surge = (input.plan().replicas() + 3) / 4;
        spec.put(
                "strategy",
                YamlMap.of("type", "RollingUpdate")
                        .put(
                                "rollingUpdate",
                                YamlMap.map()
                                        .put(
                                                "maxUnavailable",
                                                0,
                                                "An update never goes below capacity.")
                                        .put(
                                                "maxSurge",
                                                surge,
                                                "A quarter of "
                                                        + input.plan().replicas()
                                                        + " replicas, rounded up.")));
        spec.put("minReadySeconds", 5);
        spec.put("revisionHistoryLimit", 5);
        YamlMap metadata = YamlMap.of("labels", labels.all());
        input.settings()
                .configuration()
                .ifPresent(
                        text ->
                                metadata.put(
                                        "annotations",
                                        YamlMap.of(
                                                "berth.dev/configuration-sha256",
                                                PodTemplate.digest(text))));
        spec.put(
                "template",
                YamlMap.of("metadata", metadata).put("spec", new PodTemplate(input).spec()));
        return labels.object("apps/v1", "Deployment", input.needs().summary()).put("spec", spec);
    }

    YamlMap service() {
        return labels.object("v1", "Service", "")
                .put(
                        "spec",
                        YamlMap.of("type", "ClusterIP")
                                .put("selector", labels.pods())
                                .put(
                                        "ports",
                                        List.of(
                                                port("http", 8080, "http"),
                                                port("grpc", 8081, "kubernetes.io/h2c")),
                                        "The server has one port for all protocols; gateways choose"
                                                + " theirs by appProtocol."));
    }

    private static YamlMap port(String name, int number, String protocol) {
        return YamlMap.of("name", name)
                .put("port", number)
                .put("targetPort", PodTemplate.PORT_NAME)
                .put("protocol", "TCP")
                .put("appProtocol", protocol);
    }

    YamlMap serviceAccount() {
        return labels.object("v1", "ServiceAccount", "The server does not call the cluster's API.")
                .put("automountServiceAccountToken", false);
    }

    YamlMap disruptionBudget() {
        return labels.object("policy/v1", "PodDisruptionBudget", "")
                .put(
                        "spec",
                        YamlMap.of("selector", YamlMap.of("matchLabels", labels.pods()))
                                .put(
                                        "maxUnavailable",
                                        1,
                                        "The replicas are enough without one of them.")
                                .put("unhealthyPodEvictionPolicy", "AlwaysAllow"));
    }

    YamlMap networkPolicy() {
        return labels.object("networking.k8s.io/v1", "NetworkPolicy", "")
                .put(
                        "spec",
                        YamlMap.of("podSelector", YamlMap.of("matchLabels", labels.pods()))
                                .put("policyTypes", List.of("Ingress", "Egress"))
                                .put("ingress", List.of(ingress()))
                                .put("egress", egress(), egressComment()));
    }

    private YamlMap ingress() {
        List<YamlMap> from = new ArrayList<>();
        from.add(YamlMap.map().put("podSelector", YamlMap.map(), "Callers of this namespace."));
        from.add(namespace(input.settings().monitoringNamespace(), "Prometheus."));
        input.settings()
                .gateway()
                .flatMap(Gateway::namespace)
                .ifPresent(each -> from.add(namespace(each, "The gateway.")));
        return YamlMap.of("from", from)
                .put(
                        "ports",
                        List.of(YamlMap.of("port", PodTemplate.PORT_NAME).put("protocol", "TCP")));
    }

    private static YamlMap namespace(String name, String comment) {
        return YamlMap.map()
                .put(
                        "namespaceSelector",
                        YamlMap.of("matchLabels", YamlMap.of("kubernetes.io/metadata.name", name)),
                        comment);
    }

    private String egressComment() {
        return input.needs().outgoingPorts().isEmpty()
                ? "The system calls no server. (DNS is for what its steps may look up.)"
                : "DNS, and the ports of the servers that the system's files name. Narrow `to` if"
                        + " their addresses are fixed.";
    }

    private List<YamlMap> egress() {
        List<YamlMap> rules = new ArrayList<>();
        rules.add(
                YamlMap.of(
                                "to",
                                List.of(
                                        YamlMap.of(
                                                "namespaceSelector",
                                                YamlMap.of(
                                                        "matchLabels",
                                                        YamlMap.of(
                                                                "kubernetes.io/metadata.name",
                                                                "kube-system")))))
                        .put(
                                "ports",
                                List.of(
                                        YamlMap.of("port", DNS_PORT).put("protocol", "UDP"),
                                        YamlMap.of("port", DNS_PORT).put("protocol", "TCP"))));
        if (!input.needs().outgoingPorts().isEmpty()) {
            rules.add(
                    YamlMap.of(
                            "ports",
                            input.needs().outgoingPorts().stream()
                                    .map(port -> YamlMap.of("port", port).put("protocol", "TCP"))
                                    .toList()));
        }
        return rules;
    }

    /// The ConfigMap with a `berth.yaml` in place of the image's.
    YamlMap configMap(String text) {
        return labels.object("v1", "ConfigMap", "In place of the image's /system/berth.yaml.")
                .put("data", YamlMap.of("berth.yaml", text));
    }
}
