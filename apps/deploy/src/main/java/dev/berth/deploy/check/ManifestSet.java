package dev.berth.deploy.check;

import dev.berth.deploy.kubernetes.SystemManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The objects of a folder.
///
/// @param objects those that are applied, in the order of files
/// @param kustomization the kustomization, if there is one
record ManifestSet(List<ManifestObject> objects, Optional<ManifestNode> kustomization) {
    static final String KSERVE_LABEL = "serving.kserve.io/inferenceservice";

    ManifestSet {
        objects = List.copyOf(objects);
    }

    static boolean isKustomization(String file) {
        return file.equals(SystemManifests.KUSTOMIZATION);
    }

    List<ManifestObject> of(String kind) {
        return objects.stream().filter(object -> object.isOf(kind)).toList();
    }

    Optional<ManifestObject> find(String kind, String name) {
        return of(kind).stream().filter(object -> object.name().equals(name)).findFirst();
    }

    /// Names of the objects of a kind.
    List<String> names(String kind) {
        return of(kind).stream().map(ManifestObject::name).toList();
    }

    /// The pods that the objects make.
    List<PodSource> pods() {
        List<PodSource> pods = new ArrayList<>();
        for (ManifestObject object : objects) {
            switch (object.kind()) {
                case "Deployment", "StatefulSet", "Job" -> {
                    ManifestNode template = object.spec().get("template");
                    pods.add(
                            new PodSource(
                                    object,
                                    template.at("metadata", "labels").texts(),
                                    template.get("spec"),
                                    template.get("spec")));
                }
                case "Pod" ->
                        pods.add(
                                new PodSource(
                                        object,
                                        object.root().at("metadata", "labels").texts(),
                                        object.spec(),
                                        object.spec()));
                case "InferenceService" -> addKserve(object, pods);
                default -> {}
            }
        }
        return pods;
    }

    private void addKserve(ManifestObject service, List<PodSource> pods) {
        ManifestNode predictor = service.spec().get("predictor");
        find("ServingRuntime", predictor.at("model", "runtime").text())
                .ifPresent(
                        runtime -> {
                            Map<String, String> labels =
                                    new TreeMap<>(predictor.get("labels").texts());
                            labels.put(KSERVE_LABEL, service.name());
                            pods.add(new PodSource(runtime, labels, runtime.spec(), predictor));
                        });
    }
}
