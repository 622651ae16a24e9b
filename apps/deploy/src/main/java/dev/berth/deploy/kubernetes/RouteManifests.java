package dev.berth.deploy.kubernetes;

import dev.berth.deploy.yaml.YamlMap;
import java.util.List;

/// Routes of the Gateway API to the Service.
final class RouteManifests {
    private final ManifestInput input;
    private final Labels labels;
    private final Gateway gateway;

    RouteManifests(ManifestInput input, Gateway gateway) {
        this.input = input;
        this.labels = new Labels(input);
        this.gateway = gateway;
    }

    YamlMap httpRoute() {
        YamlMap rule =
                YamlMap.of(
                        "matches",
                        List.of(
                                path("/v1/"),
                                path("/v2/"),
                                YamlMap.of(
                                        "path", YamlMap.of("type", "Exact").put("value", "/v2"))));
        return labels.object(
                        "gateway.networking.k8s.io/v1",
                        "HTTPRoute",
                        "Predictions and features; metrics and pages stay within the cluster.")
                .put("spec", spec(gateway.hostname(), rule.put("backendRefs", backend(8080)), ""));
    }

    YamlMap grpcRoute() {
        return labels.object("gateway.networking.k8s.io/v1", "GRPCRoute", "")
                .put(
                        "spec",
                        spec(
                                "grpc." + gateway.hostname(),
                                YamlMap.of("backendRefs", backend(8081)),
                                "Another name than the HTTPRoute's: a listener takes one kind of"
                                        + " route for a name."));
    }

    private static YamlMap path(String prefix) {
        return YamlMap.of("path", YamlMap.of("type", "PathPrefix").put("value", prefix));
    }

    private YamlMap spec(String hostname, YamlMap rule, String comment) {
        YamlMap parent = YamlMap.of("name", gateway.name());
        gateway.namespace().ifPresent(namespace -> parent.put("namespace", namespace));
        return YamlMap.of("parentRefs", List.of(parent))
                .put("hostnames", List.of(hostname), comment)
                .put("rules", List.of(rule));
    }

    private List<YamlMap> backend(int port) {
        return List.of(YamlMap.of("name", input.name()).put("port", port));
    }
}
