package dev.berth.deploy.kubernetes;

import java.util.Optional;

/// Choices that the cluster's operator makes.
///
/// @param name of every object: a DNS label
/// @param namespace empty to leave it to `kubectl apply --namespace`
/// @param image with a tag or digest
/// @param gateway empty for no routes
/// @param workload who runs the pods
/// @param monitoringNamespace from which Prometheus scrapes
/// @param configuration a `berth.yaml` in place of the image's; empty for that
public record ManifestSettings(
        String name,
        Optional<String> namespace,
        String image,
        Scaling scaling,
        Optional<Gateway> gateway,
        Workload workload,
        String monitoringNamespace,
        Optional<String> configuration) {

    /// What runs the pods.
    public enum Workload {
        /// A Deployment.
        DEPLOYMENT,
        /// KServe, for an InferenceService.
        KSERVE
    }
}
