package dev.berth.deploy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Violations of the profile "restricted" of the Pod Security Standards, rule by rule, and a root
/// file system that can be written.
///
/// Source: kubernetes.io/docs/concepts/security/pod-security-standards, all controls of "baseline"
/// and "restricted" that apply to Linux.
final class PodSecurityRule implements ManifestRule {
    private static final Set<String> VOLUMES =
            Set.of(
                    "name",
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");

    private static final Set<String> SYSCTLS =
            Set.of(
                    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range",
                    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
                    "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
                    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
                    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
                    "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

    private static final String STANDARD = "as Pod Security \"restricted\" asks for";

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            checkPod(pod, findings);
            for (ManifestNode container : containers(pod.spec())) {
                checkContainer(container, pod.podContext().get("securityContext"), findings);
            }
        }
    }

    private static List<ManifestNode> containers(ManifestNode spec) {
        List<ManifestNode> containers = new ArrayList<>();
        for (String key : List.of("containers", "initContainers", "ephemeralContainers")) {
            containers.addAll(spec.get(key).items());
        }
        return containers;
    }

    private static void checkPod(PodSource pod, Findings findings) {
        for (ManifestNode spec : List.of(pod.spec(), pod.podContext())) {
            for (String key : List.of("hostNetwork", "hostPID", "hostIPC")) {
                forbid(spec.get(key), findings);
            }
            for (ManifestNode volume : spec.get("volumes").items()) {
                volume.keys().stream()
                        .filter(key -> !VOLUMES.contains(key))
                        .forEach(
                                key ->
                                        report(
                                                volume.get(key),
                                                "a volume of type " + key,
                                                "emptyDir, configMap, secret or a claim, "
                                                        + STANDARD,
                                                "replace the volume",
                                                findings));
            }
        }
        ManifestNode context = pod.podContext().get("securityContext");
        checkUser(context, findings);
        checkProfiles(context, findings);
        for (ManifestNode sysctl : context.get("sysctls").items()) {
            if (!SYSCTLS.contains(sysctl.get("name").text())) {
                report(
                        sysctl.get("name"),
                        "the sysctl " + sysctl.get("name").text(),
                        "a safe one, " + STANDARD,
                        "take it out",
                        findings);
            }
        }
    }

    private static void checkContainer(
            ManifestNode container, ManifestNode podContext, Findings findings) {
        ManifestNode context = container.get("securityContext");
        forbid(context.get("privileged"), findings);
        checkUser(context, findings);
        checkProfiles(context, findings);
        if (!context.get("allowPrivilegeEscalation").flag().equals(Optional.of(false))) {
            require(context, "allowPrivilegeEscalation: false", findings);
        }
        boolean isNonRoot =
                context.get("runAsNonRoot")
                        .flag()
                        .or(() -> podContext.get("runAsNonRoot").flag())
                        .orElse(false);
        if (!isNonRoot) {
            require(context, "runAsNonRoot: true", findings);
        }
        if (!context.at("seccompProfile", "type").isPresent()
                && !podContext.at("seccompProfile", "type").isPresent()) {
            require(context, "seccompProfile: {type: RuntimeDefault}", findings);
        }
        boolean dropsAll =
                context.at("capabilities", "drop").items().stream()
                        .anyMatch(each -> each.text().equals("ALL"));
        if (!dropsAll) {
            require(context, "capabilities: {drop: [ALL]}", findings);
        }
        for (ManifestNode added : context.at("capabilities", "add").items()) {
            if (!added.text().equals("NET_BIND_SERVICE")) {
                report(
                        added,
                        "the capability " + added.text(),
                        "none but NET_BIND_SERVICE, " + STANDARD,
                        "take it out",
                        findings);
            }
        }
        if (!context.get("readOnlyRootFilesystem").flag().orElse(false)) {
            report(
                    context,
                    "a root file system that can be written",
                    "readOnlyRootFilesystem: true",
                    "add it: the server writes to /tmp only",
                    findings);
        }
        for (ManifestNode port : container.get("ports").items()) {
            if (port.get("hostPort").number().orElse(0) != 0) {
                report(
                        port.get("hostPort"),
                        "a port of the node",
                        "none, " + STANDARD,
                        "take it out",
                        findings);
            }
        }
        checkHandlers(container, findings);
    }

    private static void checkHandlers(ManifestNode container, Findings findings) {
        Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                .map(probe -> container.at(probe, "httpGet", "host"))
                .filter(ManifestNode::isPresent)
                .forEach(
                        host ->
                                report(
                                        host,
                                        "a probe of another host",
                                        "none, " + STANDARD,
                                        "take it out",
                                        findings));
    }

    private static void checkUser(ManifestNode context, Findings findings) {
        if (context.get("runAsUser").number().orElse(1) == 0) {
            report(
                    context.get("runAsUser"),
                    "the user 0",
                    "another, " + STANDARD,
                    "write 65532, the image's user",
                    findings);
        }
        if (context.get("runAsNonRoot").flag().equals(Optional.of(false))) {
            require(context.get("runAsNonRoot"), "runAsNonRoot: true", findings);
        }
    }

    private static void checkProfiles(ManifestNode context, Findings findings) {
        for (String profile : List.of("seccompProfile", "appArmorProfile")) {
            ManifestNode type = context.at(profile, "type");
            if (type.text().equals("Unconfined")) {
                report(
                        type,
                        profile + " Unconfined",
                        "RuntimeDefault or Localhost, " + STANDARD,
                        "write RuntimeDefault",
                        findings);
            }
        }
        ManifestNode selinux = context.at("seLinuxOptions", "type");
        if (selinux.isPresent()
                && !selinux.text().matches("|container_(t|init_t|kvm_t|engine_t)")) {
            report(
                    selinux,
                    "the SELinux type " + selinux.text(),
                    "container_t or the like, " + STANDARD,
                    "take it out",
                    findings);
        }
        ManifestNode mount = context.get("procMount");
        if (mount.isPresent() && !mount.text().equals("Default")) {
            report(
                    mount,
                    "procMount " + mount.text(),
                    "Default, " + STANDARD,
                    "take it out",
                    findings);
        }
        forbid(context.at("windowsOptions", "hostProcess"), findings);
    }

    private static void forbid(ManifestNode flag, Findings findings) {
        if (flag.flag().orElse(false)) {
            String key = flag.pointer().substring(flag.pointer().lastIndexOf('/') + 1);
            report(flag, key + ": true", "false, " + STANDARD, "take it out", findings);
        }
    }

    private static void require(ManifestNode place, String setting, Findings findings) {
        report(place, "not " + setting, setting + ", " + STANDARD, "write it", findings);
    }

    private static void report(
            ManifestNode node, String found, String expected, String remedy, Findings findings) {
        findings.report(node, found, expected, remedy);
    }
}
