package dev.berth.deploy.kubernetes;

import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.yaml.YamlMap;
import java.util.List;

/// A ServingRuntime for KServe and an InferenceService that uses it. KServe makes Deployment,
/// Service and HorizontalPodAutoscaler from them.
final class KserveManifests {
    /// KServe's name for the container that serves.
    private static final String CONTAINER = "kserve-container";

    private static final String FORMAT = "berth";

    private final ManifestInput input;
    private final Labels labels;

    KserveManifests(ManifestInput input) {
        this.input = input;
        this.labels = new Labels(input);
    }

    YamlMap servingRuntime() {
        return labels.object(
                        "serving.kserve.io/v1alpha1",
                        "ServingRuntime",
                        "One process serves all models of the system, which are in the image: there"
                                + " is no storageUri.")
                .put(
                        "spec",
                        YamlMap.of(
                                        "supportedModelFormats",
                                        List.of(
                                                YamlMap.of("name", FORMAT)
                                                        .put("version", "1")
                                                        .put("autoSelect", false)))
                                .put("protocolVersions", List.of("v2", "grpc-v2"))
                                .put("multiModel", false)
                                .put(
                                        "containers",
                                        List.of(new PodTemplate(input).container(CONTAINER)))
                                .put("volumes", new PodTemplate(input).volumes()));
    }

    YamlMap inferenceService() {
        ReplicaPlan plan = input.plan();
        var comments = new SizingComments(plan);
        YamlMap metadata =
                labels.metadata(input.name())
                        .put(
                                "annotations",
                                YamlMap.of("serving.kserve.io/deploymentMode", "RawDeployment"));
        YamlMap predictor =
                YamlMap.map()
                        .put(
                                "minReplicas",
                                plan.minReplicas(),
                                comments.rate()
                                        + "\n"
                                        + comments.replicas()
                                        + "\n"
                                        + comments.minReplicas())
                        .put("maxReplicas", plan.maxReplicas(), comments.maxReplicas())
                        .put("scaleMetric", "cpu")
                        .put("scaleTarget", plan.cpuTargetPercent(), comments.cpuTarget())
                        .put("serviceAccountName", input.name())
                        .put("automountServiceAccountToken", false)
                        .put("terminationGracePeriodSeconds", input.times().graceSeconds())
                        .put("securityContext", PodTemplate.podSecurity())
                        .put(
                                "model",
                                YamlMap.of(
                                                "modelFormat",
                                                YamlMap.of("name", FORMAT).put("version", "1"))
                                        .put("runtime", input.name())
                                        .put("protocolVersion", "v2"));
        return YamlMap.of("apiVersion", "serving.kserve.io/v1beta1")
                .put("kind", "InferenceService")
                .put("metadata", metadata)
                .put("spec", YamlMap.of("predictor", predictor));
    }
}
