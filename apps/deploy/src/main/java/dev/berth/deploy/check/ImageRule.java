package dev.berth.deploy.check;

import java.util.List;

/// Images whose content depends on when a node pulled them.
final class ImageRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            for (String key : List.of("containers", "initContainers")) {
                for (ManifestNode container : pod.spec().get(key).items()) {
                    check(container.get("image"), findings);
                }
            }
        }
    }

    private static void check(ManifestNode image, Findings findings) {
        String reference = image.text();
        if (!image.isPresent()) {
            findings.report(image, "no image", "one with a tag or digest", "name the image");
            return;
        }
        String last = reference.substring(reference.lastIndexOf('/') + 1);
        boolean hasDigest = last.contains("@sha256:");
        boolean hasTag = last.contains(":");
        if (!hasDigest && (!hasTag || last.endsWith(":latest"))) {
            findings.report(
                    image,
                    "the image '" + reference + "' " + (hasTag ? "by tag latest" : "without tag"),
                    "a tag other than latest, or a digest",
                    "name the version: replicas that start later would run another one");
        }
    }
}
