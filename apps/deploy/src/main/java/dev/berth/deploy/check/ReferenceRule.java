package dev.berth.deploy.check;

import java.util.ArrayList;
import java.util.List;

/// References to objects and volumes that are not there, and a server without a place to write.
final class ReferenceRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            checkAccount(pod, manifests, findings);
            checkVolumes(pod, manifests, findings);
        }
        for (ManifestObject service : manifests.of("InferenceService")) {
            ManifestNode runtime = service.spec().at("predictor", "model", "runtime");
            if (runtime.isPresent() && manifests.find("ServingRuntime", runtime.text()).isEmpty()) {
                findings.report(
                        runtime,
                        "the ServingRuntime '" + runtime.text() + "', which is not here",
                        "one of " + manifests.names("ServingRuntime"),
                        "write the name of a ServingRuntime of these manifests");
            }
        }
    }

    private static void checkAccount(PodSource pod, ManifestSet manifests, Findings findings) {
        ManifestNode account = pod.podContext().get("serviceAccountName");
        if (account.isPresent()
                && !account.text().equals("default")
                && manifests.find("ServiceAccount", account.text()).isEmpty()) {
            findings.report(
                    account,
                    "the ServiceAccount '" + account.text() + "', which is not here",
                    "one of " + manifests.names("ServiceAccount"),
                    "write the name of a ServiceAccount of these manifests");
        }
    }

    private static void checkVolumes(PodSource pod, ManifestSet manifests, Findings findings) {
        List<String> names = new ArrayList<>();
        for (ManifestNode volume : pod.spec().get("volumes").items()) {
            names.add(volume.get("name").text());
            ManifestNode map = volume.at("configMap", "name");
            if (map.isPresent()
                    && !volume.at("configMap", "optional").flag().orElse(false)
                    && manifests.find("ConfigMap", map.text()).isEmpty()) {
                findings.report(
                        map,
                        "the ConfigMap '" + map.text() + "', which is not here",
                        "one of " + manifests.names("ConfigMap"),
                        "write the name of a ConfigMap of these manifests");
            }
        }
        for (ManifestNode container : pod.spec().get("containers").items()) {
            boolean hasTemporary = false;
            for (ManifestNode mount : container.get("volumeMounts").items()) {
                ManifestNode name = mount.get("name");
                hasTemporary |= mount.get("mountPath").text().equals("/tmp");
                if (!names.contains(name.text())) {
                    findings.report(
                            name,
                            "the volume '" + name.text() + "', which the pod does not have",
                            "one of " + names,
                            "add the volume, or write another name");
                }
            }
            boolean isReadOnly =
                    container.at("securityContext", "readOnlyRootFilesystem").flag().orElse(false);
            if (ProbeRule.isBerth(container) && isReadOnly && !hasTemporary) {
                findings.report(
                        container,
                        "no volume at /tmp with a read-only root file system",
                        "an emptyDir at /tmp, where native libraries are unpacked",
                        "add the volume and its mount");
            }
        }
    }
}
