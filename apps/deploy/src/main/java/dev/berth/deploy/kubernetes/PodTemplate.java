package dev.berth.deploy.kubernetes;

import dev.berth.deploy.yaml.YamlMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The pod of a replica: the container, its probes, volumes and security context.
final class PodTemplate {
    static final int PORT = 8080;
    static final String PORT_NAME = "http";
    static final String READY_PATH = "/v2/health/ready";
    static final String LIVE_PATH = "/v2/health/live";

    /// Of the image's user.
    private static final int USER = 65_532;

    private static final int READY_PERIOD_SECONDS = 5;
    private static final int LIVE_PERIOD_SECONDS = 20;

    /// Six minutes: longer than the five after which the server closes idle connections, so that a
    /// server that has as many connections as it may is not restarted for want of one.
    private static final int LIVE_FAILURES = 18;

    private final ManifestInput input;
    private final SizingComments comments;

    PodTemplate(ManifestInput input) {
        this.input = input;
        this.comments = new SizingComments(input.plan());
    }

    /// The specification of the pods of a Deployment.
    YamlMap spec() {
        return YamlMap.of("serviceAccountName", input.name())
                .put("automountServiceAccountToken", false)
                .put(
                        "terminationGracePeriodSeconds",
                        input.times().graceSeconds(),
                        "preStop "
                                + StartTimes.PRE_STOP_SECONDS
                                + " s + lame duck "
                                + StartTimes.LAME_DUCK_SECONDS
                                + " s + drain "
                                + input.times().drainSeconds()
                                + " s + exit "
                                + StartTimes.EXIT_SECONDS
                                + " s.")
                .put("securityContext", podSecurity())
                .put("topologySpreadConstraints", spread())
                .put("containers", List.of(container("berth")))
                .put("volumes", volumes());
    }

    /// The security context of the pods.
    static YamlMap podSecurity() {
        return YamlMap.of("runAsNonRoot", true)
                .put("runAsUser", USER)
                .put("runAsGroup", USER)
                .put("fsGroup", USER)
                .put("seccompProfile", YamlMap.of("type", "RuntimeDefault"));
    }

    private List<YamlMap> spread() {
        List<YamlMap> constraints = new ArrayList<>();
        for (String key : List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")) {
            constraints.add(
                    YamlMap.of("topologyKey", key)
                            .put("maxSkew", 1)
                            .put("whenUnsatisfiable", "ScheduleAnyway")
                            .put(
                                    "labelSelector",
                                    YamlMap.of("matchLabels", new Labels(input).pods()))
                            .put("matchLabelKeys", List.of("pod-template-hash")));
        }
        return constraints;
    }

    /// The container.
    ///
    /// @param name of the container; KServe asks for a certain one
    YamlMap container(String name) {
        YamlMap container =
                YamlMap.of("name", name)
                        .put("image", input.settings().image())
                        .put("args", arguments(), ARGUMENTS_COMMENT)
                        .put(
                                "ports",
                                List.of(
                                        YamlMap.of("name", PORT_NAME)
                                                .put("containerPort", PORT)
                                                .put("protocol", "TCP")));
        if (!input.needs().variables().isEmpty()) {
            container.put("env", environment(), secretComment());
        }
        return container
                .put("resources", resources(), comments.loads())
                .put("startupProbe", startupProbe(), startupComment())
                .put("readinessProbe", readinessProbe(), READY_COMMENT)
                .put("livenessProbe", livenessProbe(), LIVE_COMMENT)
                .put("lifecycle", lifecycle(), PRE_STOP_COMMENT)
                .put("securityContext", containerSecurity())
                .put("volumeMounts", mounts());
    }

    /// Beyond those of the image's entry point, which an option may not repeat.
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--lame-duck=" + StartTimes.LAME_DUCK_SECONDS + "s");
        arguments.add("--shutdown-grace-period=" + input.times().drainSeconds() + "s");
        arguments.add("--log-format=json");
        if (input.models().isShare()) {
            arguments.add("--load-policy=on-demand");
            arguments.add("--model-memory-limit=" + input.models().bytes());
        }
        return arguments;
    }

    private String secretComment() {
        return "Variables that the system's files refer to, from a Secret that is not among these"
                + " files: kubectl create secret generic "
                + input.name()
                + " --from-literal=NAME=VALUE ...";
    }

    private List<YamlMap> environment() {
        List<YamlMap> variables = new ArrayList<>();
        for (String variable : input.needs().variables()) {
            variables.add(
                    YamlMap.of("name", variable)
                            .put(
                                    "valueFrom",
                                    YamlMap.of(
                                            "secretKeyRef",
                                            YamlMap.of("name", input.name())
                                                    .put("key", variable))));
        }
        return variables;
    }

    private YamlMap resources() {
        String memory = input.memory().mebibytes() + "Mi";
        String cpu = String.valueOf(input.plan().processors());
        return YamlMap.of(
                        "requests",
                        YamlMap.map()
                                .put("cpu", cpu, comments.processors())
                                .put(
                                        "memory",
                                        memory,
                                        SizingComments.memory(
                                                input.memory(), input.models().source())))
                .put("limits", YamlMap.of("cpu", cpu).put("memory", memory));
    }

    private String startupComment() {
        return "The port opens when every model is loaded or has failed. Allowed: "
                + StartTimes.BASE_SECONDS
                + " s + weights "
                + SizingComments.number(input.weightBytes() / 1e6)
                + " MB / "
                + StartTimes.READ_MB_PER_SECOND
                + " MB/s (a cold network disk) = "
                + input.times().startSeconds()
                + " s.";
    }

    private YamlMap startupProbe() {
        return YamlMap.of("httpGet", get(READY_PATH))
                .put("periodSeconds", 1)
                .put("timeoutSeconds", 1)
                .put("failureThreshold", input.times().startSeconds());
    }

    private static final String ARGUMENTS_COMMENT =
            "After those of the image's entry point: up /system --host 0.0.0.0 --no-watch.";

    private static final String READY_COMMENT =
            "503 while the server stops, or while its store of features is damaged. A replica that"
                    + " is only busy answers; one that hangs gets no requests after 15 s.";

    private static YamlMap readinessProbe() {
        return YamlMap.of("httpGet", get(READY_PATH))
                .put("periodSeconds", READY_PERIOD_SECONDS)
                .put("timeoutSeconds", READY_PERIOD_SECONDS)
                .put("failureThreshold", 3);
    }

    private static final String LIVE_COMMENT =
            "Restarts a process that has answered nothing for "
                    + LIVE_PERIOD_SECONDS * LIVE_FAILURES / 60
                    + " minutes, and no busy one: event loops answer this before any model runs, and"
                    + " a server that is full of idle connections closes them after 5 minutes."
                    + " Readiness takes a hung replica out long before.";

    private static YamlMap livenessProbe() {
        return YamlMap.of("httpGet", get(LIVE_PATH))
                .put("periodSeconds", LIVE_PERIOD_SECONDS)
                .put("timeoutSeconds", 10)
                .put("failureThreshold", LIVE_FAILURES);
    }

    private static YamlMap get(String path) {
        return YamlMap.of("path", path).put("port", PORT_NAME);
    }

    private static final String PRE_STOP_COMMENT =
            "New connections come until the proxies of all nodes know that the replica ends. Then"
                    + " SIGTERM: the lame duck answers and sends away those who keep connections, the"
                    + " drain answers what is in flight.";

    private static YamlMap lifecycle() {
        return YamlMap.of(
                "preStop", YamlMap.of("sleep", YamlMap.of("seconds", StartTimes.PRE_STOP_SECONDS)));
    }

    static YamlMap containerSecurity() {
        return YamlMap.of("allowPrivilegeEscalation", false)
                .put("readOnlyRootFilesystem", true)
                .put("runAsNonRoot", true)
                .put("seccompProfile", YamlMap.of("type", "RuntimeDefault"))
                .put("capabilities", YamlMap.of("drop", List.of("ALL")));
    }

    private List<YamlMap> mounts() {
        List<YamlMap> mounts = new ArrayList<>();
        mounts.add(YamlMap.of("name", "tmp").put("mountPath", "/tmp"));
        if (input.needs().hasWorkers()) {
            mounts.add(YamlMap.of("name", "shm").put("mountPath", "/dev/shm"));
        }
        if (input.settings().configuration().isPresent()) {
            mounts.add(
                    YamlMap.of("name", "configuration")
                            .put("mountPath", "/system/berth.yaml")
                            .put("subPath", "berth.yaml")
                            .put("readOnly", true));
        }
        return mounts;
    }

    /// The volumes of the mounts.
    List<YamlMap> volumes() {
        List<YamlMap> volumes = new ArrayList<>();
        volumes.add(YamlMap.of("name", "tmp").put("emptyDir", YamlMap.of("sizeLimit", "1Gi")));
        if (input.needs().hasWorkers()) {
            volumes.add(
                    YamlMap.map()
                            .put(
                                    "name",
                                    "shm",
                                    "Tensors for the workers of models with isolation: process;"
                                            + " counts as the container's memory.")
                            .put(
                                    "emptyDir",
                                    YamlMap.of("medium", "Memory").put("sizeLimit", "128Mi")));
        }
        if (input.settings().configuration().isPresent()) {
            volumes.add(
                    YamlMap.of("name", "configuration")
                            .put("configMap", YamlMap.of("name", input.name())));
        }
        return volumes;
    }

    /// The digest of the configuration: with it a change of the ConfigMap rolls out.
    static String digest(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
