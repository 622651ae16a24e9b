package dev.berth.deploy.check;

import java.util.List;
import java.util.regex.Pattern;

/// Probes of paths that the server does not have, and probes that restart a busy server.
final class ProbeRule implements ManifestRule {
    /// Below this a full event loop or a long collection could look dead.
    private static final long LIVE_SECONDS_MIN = 60;

    /// Names that `berth kubernetes` gives.
    private static final List<String> CONTAINERS = List.of("berth", "kserve-container");

    private static final String LIVE = "/v2/health/live";
    private static final String READY = "/v2/health/ready";
    private static final Pattern MODEL_READY =
            Pattern.compile("/v2/models/[A-Za-z0-9._-]+(/versions/[A-Za-z0-9._-]+)?/ready");

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            for (ManifestNode container : pod.spec().get("containers").items()) {
                if (isBerth(container)) {
                    check(container, findings);
                }
            }
        }
    }

    /// Whether a container is a server of this system, by its name or by what `berth up` is given.
    static boolean isBerth(ManifestNode container) {
        return CONTAINERS.contains(container.get("name").text())
                || container.get("args").items().stream()
                        .anyMatch(argument -> argument.text().startsWith("--lame-duck"));
    }

    private static void check(ManifestNode container, Findings findings) {
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            if (!container.get(probe).isPresent()) {
                findings.report(
                        container, "no " + probe, "one", "add it, as `berth kubernetes` writes it");
                continue;
            }
            ManifestNode path = container.at(probe, "httpGet", "path");
            boolean isKnown =
                    path.text().equals(LIVE)
                            || path.text().equals(READY)
                            || MODEL_READY.matcher(path.text()).matches();
            if (path.isPresent() && !isKnown) {
                findings.report(
                        path,
                        "the path '" + path.text() + "', which the server does not have",
                        READY + ", or " + LIVE + " for liveness",
                        "write one of them");
            }
        }
        checkLiveness(container.get("livenessProbe"), findings);
    }

    private static void checkLiveness(ManifestNode probe, Findings findings) {
        ManifestNode path = probe.at("httpGet", "path");
        if (path.isPresent() && !path.text().equals(LIVE) && path.text().startsWith("/v2/")) {
            findings.report(
                    path,
                    "liveness by " + path.text(),
                    LIVE,
                    "write it: a server that is not ready, as while it stops, is not dead");
        }
        long seconds =
                probe.get("periodSeconds").number().orElse(10)
                        * probe.get("failureThreshold").number().orElse(3);
        if (probe.isPresent() && seconds < LIVE_SECONDS_MIN) {
            findings.report(
                    probe,
                    "a restart after " + seconds + " s without an answer",
                    LIVE_SECONDS_MIN + " s or more",
                    "raise failureThreshold: a busy server must not be restarted, which makes"
                            + " the others busier");
        }
    }
}
