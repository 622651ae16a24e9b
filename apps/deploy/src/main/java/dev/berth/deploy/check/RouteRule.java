package dev.berth.deploy.check;

import java.util.HashSet;
import java.util.Set;

/// An HTTPRoute and a GRPCRoute of one listener with a host name in common, of which a gateway
/// takes one only (Gateway API, GRPCRoute).
final class RouteRule implements ManifestRule {
    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (ManifestObject grpc : manifests.of("GRPCRoute")) {
            for (ManifestObject http : manifests.of("HTTPRoute")) {
                check(http, grpc, findings);
            }
        }
    }

    private static void check(ManifestObject http, ManifestObject grpc, Findings findings) {
        Set<String> shared = parents(http);
        shared.retainAll(parents(grpc));
        if (shared.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        http.spec().get("hostnames").items().forEach(name -> names.add(name.text()));
        for (ManifestNode name : grpc.spec().get("hostnames").items()) {
            if (names.contains(name.text())) {
                findings.report(
                        name,
                        "the host name '" + name.text() + "' of the HTTPRoute as well",
                        "another name for each kind of route",
                        "write grpc." + name.text());
            }
        }
        ManifestNode own = grpc.spec().get("hostnames");
        if (!own.isPresent() || names.isEmpty()) {
            findings.report(
                    own,
                    "no host name, which means all",
                    "a name for each kind of route",
                    "add hostnames to both routes");
        }
    }

    private static Set<String> parents(ManifestObject route) {
        Set<String> parents = new HashSet<>();
        for (ManifestNode parent : route.spec().get("parentRefs").items()) {
            parents.add(
                    parent.get("namespace").text()
                            + "/"
                            + parent.get("name").text()
                            + "/"
                            + parent.get("sectionName").text());
        }
        return parents;
    }
}
