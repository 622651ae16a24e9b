package dev.berth.deploy.check;

import java.util.Map;

/// Pods that an object makes.
///
/// @param object which makes them
/// @param labels of the pods
/// @param spec of the pods; of KServe's runtime the part with the containers
/// @param podContext the node with the security context and grace of the pods
record PodSource(
        ManifestObject object,
        Map<String, String> labels,
        ManifestNode spec,
        ManifestNode podContext) {

    boolean hasLabels(Map<String, String> selector) {
        return labels.entrySet().containsAll(selector.entrySet());
    }
}
