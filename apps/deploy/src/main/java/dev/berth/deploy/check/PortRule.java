package dev.berth.deploy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Ports, by name or number, that no container and no Service has.
final class PortRule implements ManifestRule {
    private static final List<String> PROBES =
            List.of("startupProbe", "readinessProbe", "livenessProbe");

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        List<PodSource> pods = manifests.pods();
        for (PodSource pod : pods) {
            checkProbes(pod, findings);
        }
        for (ManifestObject object : manifests.objects()) {
            switch (object.kind()) {
                case "Service" -> checkService(object, pods, findings);
                case "PodMonitor" ->
                        checkPorts(
                                object.spec().get("podMetricsEndpoints").items(),
                                object.spec().at("selector", "matchLabels").texts(),
                                pods,
                                findings);
                case "NetworkPolicy" ->
                        object.spec()
                                .get("ingress")
                                .items()
                                .forEach(
                                        rule ->
                                                checkPorts(
                                                        rule.get("ports").items(),
                                                        object.spec()
                                                                .at("podSelector", "matchLabels")
                                                                .texts(),
                                                        pods,
                                                        findings));
                case "HTTPRoute", "GRPCRoute" -> checkBackends(object, manifests, findings);
                default -> {}
            }
        }
    }

    private static void checkProbes(PodSource pod, Findings findings) {
        for (ManifestNode container : pod.spec().get("containers").items()) {
            Set<String> ports = ports(container);
            for (String probe : PROBES) {
                for (String way : List.of("httpGet", "grpc", "tcpSocket")) {
                    ManifestNode port = container.at(probe, way, "port");
                    if (port.isPresent() && !ports.contains(port.scalar())) {
                        report(port, "a port of the container", ports, findings);
                    }
                }
            }
        }
    }

    private static void checkService(
            ManifestObject service, List<PodSource> pods, Findings findings) {
        Map<String, String> selector = service.spec().get("selector").texts();
        Set<String> names = new TreeSet<>();
        for (ManifestNode port : service.spec().get("ports").items()) {
            ManifestNode target = port.get("targetPort");
            check(target.isPresent() ? target : port.get("port"), selector, pods, findings);
            if (!names.add(port.get("name").text())) {
                findings.report(
                        port.get("name"),
                        "a second port '" + port.get("name").text() + "'",
                        "a name for each port",
                        "rename it");
            }
        }
    }

    private static void checkPorts(
            List<ManifestNode> entries,
            Map<String, String> selector,
            List<PodSource> pods,
            Findings findings) {
        for (ManifestNode entry : entries) {
            ManifestNode port = entry.get("port");
            if (port.isPresent()) {
                check(port, selector, pods, findings);
            }
        }
    }

    private static void check(
            ManifestNode port,
            Map<String, String> selector,
            List<PodSource> pods,
            Findings findings) {
        List<PodSource> selected = pods.stream().filter(pod -> pod.hasLabels(selector)).toList();
        Set<String> ports = new TreeSet<>();
        for (PodSource pod : selected) {
            pod.spec().get("containers").items().forEach(each -> ports.addAll(ports(each)));
        }
        // Without a pod the selector is the mistake.
        if (!selected.isEmpty() && !ports.contains(port.scalar())) {
            report(port, "a port of the pods", ports, findings);
        }
    }

    private static void checkBackends(
            ManifestObject route, ManifestSet manifests, Findings findings) {
        for (ManifestNode rule : route.spec().get("rules").items()) {
            for (ManifestNode backend : rule.get("backendRefs").items()) {
                String name = backend.get("name").text();
                Optional<ManifestObject> service = manifests.find("Service", name);
                boolean isOther =
                        backend.get("namespace").isPresent()
                                || !backend.get("kind").text().matches("|Service");
                if (service.isEmpty()) {
                    if (!isOther) {
                        findings.report(
                                backend.get("name"),
                                "the Service '" + name + "', which is not here",
                                "one of " + manifests.names("Service"),
                                "write the name of a Service of these manifests");
                    }
                    continue;
                }
                List<String> ports = new ArrayList<>();
                service.get()
                        .spec()
                        .get("ports")
                        .items()
                        .forEach(port -> ports.add(port.get("port").scalar()));
                if (!ports.contains(backend.get("port").scalar())) {
                    report(
                            backend.get("port"),
                            "a port of the Service '" + name + "'",
                            new TreeSet<>(ports),
                            findings);
                }
            }
        }
    }

    /// Names and numbers.
    private static Set<String> ports(ManifestNode container) {
        Set<String> ports = new TreeSet<>();
        for (ManifestNode port : container.get("ports").items()) {
            ports.add(port.get("containerPort").scalar());
            if (port.get("name").isPresent()) {
                ports.add(port.get("name").text());
            }
        }
        return ports;
    }

    private static void report(
            ManifestNode port, String what, Set<String> ports, Findings findings) {
        findings.report(
                port,
                "the port '" + port.scalar() + "'",
                what + ": " + String.join(", ", ports),
                "write one of them");
    }
}
