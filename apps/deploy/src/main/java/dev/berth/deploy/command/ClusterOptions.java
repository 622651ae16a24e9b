package dev.berth.deploy.command;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.deploy.kubernetes.Gateway;
import dev.berth.deploy.kubernetes.ManifestSettings;
import dev.berth.deploy.kubernetes.ManifestSettings.Workload;
import dev.berth.deploy.kubernetes.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options for the cluster and the objects that are written.
final class ClusterOptions {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern HOSTNAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");
    private static final Pattern IMAGE =
            Pattern.compile("[a-z0-9][a-zA-Z0-9._:/-]*(?::[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})");
    private static final int NAME_LENGTH_MAX = 53;
    private static final long CONFIGURATION_BYTES_MAX = 1 << 20;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "The image that `berth image` built, with a tag or digest. Required.")
    private @Nullable String image;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of all objects. Default: the system's.")
    private @Nullable String name;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The namespace. Default: none, as kubectl says.")
    private @Nullable String namespace;

    @Option(
            names = "--fixed",
            description = "Write no autoscaler; the number of replicas is in the Deployment.")
    private boolean fixed;

    @Option(
            names = "--metrics-adapter",
            description =
                    "Scale by requests in flight: the cluster has Prometheus Adapter or the like."
                            + " Default: by the use of processors.")
    private boolean metricsAdapter;

    @Option(
            names = "--keda",
            description = "Write a ScaledObject of KEDA instead; needs --prometheus.")
    private boolean keda;

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "The address of Prometheus within the cluster, for --keda.")
    private @Nullable String prometheus;

    @Option(
            names = "--activation-query",
            paramLabel = "PROMQL",
            description =
                    "With --keda: scale to zero, and up again by this query for the rate of"
                            + " requests, of a metric that is there without replicas, such as the"
                            + " gateway's.")
    private @Nullable String activationQuery;

    @Option(
            names = "--gateway",
            paramLabel = "[NAMESPACE/]NAME",
            description = "Write routes of this Gateway; needs --hostname.")
    private @Nullable String gateway;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "The host name of the HTTPRoute; the GRPCRoute gets grpc.NAME.")
    private @Nullable String hostname;

    @Option(
            names = "--kserve",
            description =
                    "Write a ServingRuntime and an InferenceService of KServe in place of"
                            + " Deployment, Service and autoscaler.")
    private boolean kserve;

    @Option(
            names = "--monitoring-namespace",
            paramLabel = "NAME",
            defaultValue = "monitoring",
            description = "The namespace of Prometheus. Default: ${DEFAULT-VALUE}.")
    private String monitoringNamespace = "";

    @Option(
            names = "--configuration",
            paramLabel = "FILE",
            description = "A berth.yaml for a ConfigMap, in place of the image's.")
    private @Nullable Path configuration;

    ManifestSettings settings(String systemName) throws IOException {
        return new ManifestSettings(
                objectName(systemName),
                Optional.ofNullable(namespace).map(each -> label("--namespace", each)),
                image(),
                scaling(),
                gateway(),
                kserve ? Workload.KSERVE : Workload.DEPLOYMENT,
                label("--monitoring-namespace", monitoringNamespace),
                configuration());
    }

    private String objectName(String systemName) {
        String wanted = name;
        if (wanted == null) {
            wanted = systemName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
            wanted = wanted.replaceAll("^-+|-+$", "");
        }
        if (wanted.length() > NAME_LENGTH_MAX) {
            throw usage(
                    "the name '" + wanted + "' (expected: at most " + NAME_LENGTH_MAX + " letters)",
                    "give a shorter one with --name");
        }
        return label("--name", wanted);
    }

    private String image() {
        String reference = image;
        if (reference == null) {
            throw usage("no --image", "name the image that `berth image` built, with its tag");
        }
        if (!IMAGE.matcher(reference).matches() || reference.endsWith(":latest")) {
            throw usage(
                    "--image " + reference + " (expected: a tag other than latest, or a digest)",
                    "name the version, like registry.example/sentences:1: what runs must not depend"
                            + " on when a node pulled it");
        }
        return reference;
    }

    private Scaling scaling() {
        int chosen = (fixed ? 1 : 0) + (metricsAdapter ? 1 : 0) + (keda ? 1 : 0);
        if (chosen > 1 || (kserve && chosen > 0)) {
            throw usage(
                    "more than one of --fixed, --metrics-adapter, --keda and --kserve",
                    "choose one of them");
        }
        String server = prometheus;
        if (keda) {
            if (server == null || !server.matches("https?://[A-Za-z0-9._:/-]+")) {
                throw usage(
                        "--keda with --prometheus " + server + " (expected: an http address)",
                        "name it, like --prometheus http://prometheus.monitoring:9090");
            }
            return new Scaling.Keda(server, Optional.ofNullable(activationQuery));
        }
        if (server != null || activationQuery != null) {
            throw usage("--prometheus or --activation-query without --keda", "add --keda");
        }
        if (fixed) {
            return new Scaling.Fixed();
        }
        return metricsAdapter ? new Scaling.MetricsAdapter() : new Scaling.Cpu();
    }

    private Optional<Gateway> gateway() {
        String wanted = gateway;
        String host = hostname;
        if (wanted == null) {
            if (host != null) {
                throw usage("--hostname without --gateway", "name the Gateway");
            }
            return Optional.empty();
        }
        if (kserve) {
            throw usage("--gateway with --kserve", "KServe makes the routes: leave out --gateway");
        }
        if (host == null || !HOSTNAME.matcher(host).matches()) {
            throw usage(
                    "--gateway with --hostname " + host + " (expected: a DNS name)",
                    "add one, like --hostname sentences.example.org");
        }
        int slash = wanted.indexOf('/');
        return Optional.of(
                new Gateway(
                        label("--gateway", wanted.substring(slash + 1)),
                        slash < 0
                                ? Optional.empty()
                                : Optional.of(label("--gateway", wanted.substring(0, slash))),
                        host));
    }

    private Optional<String> configuration() throws IOException {
        Path file = configuration;
        if (file == null) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file) || Files.size(file) > CONFIGURATION_BYTES_MAX) {
            throw usage(
                    "--configuration " + file + " (expected: a file of at most 1 MiB)",
                    "name a berth.yaml");
        }
        return Optional.of(Files.readString(file));
    }

    private static String label(String option, String text) {
        if (!LABEL.matcher(text).matches()) {
            throw usage(
                    option
                            + " '"
                            + text
                            + "' (expected: lower-case letters, digits and hyphens, at most 63)",
                    "write another with " + option);
        }
        return text;
    }

    private static ProblemException usage(String message, String remedy) {
        return new ProblemException(ProblemCode.USAGE, message, remedy);
    }
}
