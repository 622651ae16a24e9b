package dev.berth.deploy.kubernetes;

import static dev.berth.deploy.kubernetes.ManifestSettings.Workload.KSERVE;

import dev.berth.deploy.yaml.YamlMap;

/// Names and labels that the objects of a system share.
final class Labels {
    /// The label by which KServe marks the pods of an InferenceService.
    static final String KSERVE_SERVICE = "serving.kserve.io/inferenceservice";

    static final String NAME = "app.kubernetes.io/name";
    static final String INSTANCE = "app.kubernetes.io/instance";

    private final ManifestInput input;

    Labels(ManifestInput input) {
        this.input = input;
    }

    /// The head of an object.
    YamlMap object(String apiVersion, String kind, String comment) {
        return YamlMap.map()
                .put("apiVersion", apiVersion, comment)
                .put("kind", kind)
                .put("metadata", metadata(input.name()));
    }

    YamlMap metadata(String name) {
        YamlMap metadata = YamlMap.of("name", name);
        input.settings().namespace().ifPresent(each -> metadata.put("namespace", each));
        return metadata.put("labels", all());
    }

    /// Labels of every object.
    YamlMap all() {
        return YamlMap.of(NAME, "berth")
                .put(INSTANCE, input.name())
                .put("app.kubernetes.io/managed-by", "berth");
    }

    /// Labels that select the pods.
    YamlMap pods() {
        return input.settings().workload() == KSERVE
                ? YamlMap.of(KSERVE_SERVICE, input.name())
                : YamlMap.of(NAME, "berth").put(INSTANCE, input.name());
    }
}
