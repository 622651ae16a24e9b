package dev.berth.deploy.kubernetes;

import static dev.berth.deploy.kubernetes.ManifestSettings.Workload.KSERVE;

import dev.berth.deploy.yaml.YamlMap;
import dev.berth.deploy.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The manifests of a system: files by name, one object each, with a kustomization.
public final class SystemManifests {
    /// The file that lists the others.
    public static final String KUSTOMIZATION = "kustomization.yaml";

    private static final String HEADER =
            """
            # Written by `berth kubernetes`. Keep it in version control and change it as you need;
            # `berth kubernetes --check` finds mistakes in it.
            """;

    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> resources = new ArrayList<>();

    private SystemManifests() {}

    /// Builds the files, by name relative to their folder.
    public static Map<String, String> of(ManifestInput input) {
        var manifests = new SystemManifests();
        manifests.add(input);
        return manifests.files;
    }

    private void add(ManifestInput input) {
        var workload = new WorkloadManifests(input);
        resource("service-account.yaml", workload.serviceAccount());
        input.settings()
                .configuration()
                .ifPresent(text -> resource("config-map.yaml", workload.configMap(text)));
        if (input.settings().workload() == KSERVE) {
            var kserve = new KserveManifests(input);
            resource("serving-runtime.yaml", kserve.servingRuntime());
            resource("inference-service.yaml", kserve.inferenceService());
        } else {
            resource("deployment.yaml", workload.deployment());
            resource("service.yaml", workload.service());
            addScaling(input);
        }
        resource("pod-disruption-budget.yaml", workload.disruptionBudget());
        resource("network-policy.yaml", workload.networkPolicy());
        var monitoring = new MonitoringManifests(input);
        resource("pod-monitor.yaml", monitoring.podMonitor());
        resource("prometheus-rule.yaml", monitoring.prometheusRule());
        input.settings()
                .gateway()
                .ifPresent(
                        gateway -> {
                            var routes = new RouteManifests(input, gateway);
                            resource("http-route.yaml", routes.httpRoute());
                            resource("grpc-route.yaml", routes.grpcRoute());
                        });
        YamlMap kustomization =
                YamlMap.of("apiVersion", "kustomize.config.k8s.io/v1beta1")
                        .put("kind", "Kustomization")
                        .put("resources", resources);
        files.put(KUSTOMIZATION, HEADER + YamlWriter.write(kustomization));
    }

    private void addScaling(ManifestInput input) {
        var scaling = new ScalingManifests(input);
        switch (input.settings().scaling()) {
            case Scaling.Fixed fixed -> {}
            case Scaling.Cpu cpu ->
                    resource("horizontal-pod-autoscaler.yaml", scaling.onProcessors());
            case Scaling.MetricsAdapter adapter -> {
                resource("horizontal-pod-autoscaler.yaml", scaling.onRequestsInFlight());
                files.put(
                        "cluster/prometheus-adapter.yaml",
                        HEADER + YamlWriter.write(scaling.adapterRule()));
            }
            case Scaling.Keda keda -> resource("scaled-object.yaml", scaling.scaledObject(keda));
        }
    }

    private void resource(String file, YamlMap object) {
        files.put(file, HEADER + YamlWriter.write(object));
        resources.add(file);
    }
}
