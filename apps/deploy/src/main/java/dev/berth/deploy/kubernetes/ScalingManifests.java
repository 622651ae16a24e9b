package dev.berth.deploy.kubernetes;

import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Objects that change the number of replicas: a HorizontalPodAutoscaler or a ScaledObject, and the
/// rule of a metrics adapter.
public final class ScalingManifests {
    /// Seconds of requests that the autoscaler sees: six scrapes.
    public static final int WINDOW_SECONDS = 30;

    /// Seconds for which the greatest of the recommendations counts before replicas are removed.
    public static final int STABILISATION_SECONDS = 300;

    /// Seconds between two queries of KEDA.
    public static final int POLLING_SECONDS = 15;

    /// Seconds without a request after which no replica is needed.
    public static final int COOLDOWN_SECONDS = 300;

    /// Of the pods' metric.
    static final String METRIC = "berth_requests_in_flight_mean";

    private static final String PACE =
            "Up at once, at most doubled or by four every 15 s. Down by at most a tenth a minute,"
                    + " and only as far as all recommendations of "
                    + STABILISATION_SECONDS / 60
                    + " minutes agree: removing replicas in a burst's pause costs more than keeping"
                    + " them.";

    private final ManifestInput input;
    private final Labels labels;
    private final ReplicaPlan plan;
    private final SizingComments comments;

    ScalingManifests(ManifestInput input) {
        this.input = input;
        this.labels = new Labels(input);
        this.plan = input.plan();
        this.comments = new SizingComments(plan);
    }

    /// A HorizontalPodAutoscaler on requests in flight.
    YamlMap onRequestsInFlight() {
        YamlMap metric =
                YamlMap.of("type", "Pods")
                        .put(
                                "pods",
                                YamlMap.of("metric", YamlMap.of("name", METRIC))
                                        .put(
                                                "target",
                                                YamlMap.of("type", "AverageValue")
                                                        .put(
                                                                "averageValue",
                                                                milli(plan.inFlightTarget()),
                                                                comments.inFlightTarget())));
        return autoscaler(
                metric,
                "Needs Prometheus and an adapter that serves the custom metrics API, with the rule"
                        + " of cluster/prometheus-adapter.yaml.");
    }

    /// A HorizontalPodAutoscaler on the use of processors.
    YamlMap onProcessors() {
        YamlMap metric =
                YamlMap.of("type", "Resource")
                        .put(
                                "resource",
                                YamlMap.of("name", "cpu")
                                        .put(
                                                "target",
                                                YamlMap.of("type", "Utilization")
                                                        .put(
                                                                "averageUtilization",
                                                                plan.cpuTargetPercent(),
                                                                comments.cpuTarget())));
        return autoscaler(
                metric,
                "Needs the metrics server only. The use of processors cannot exceed 100 %, so it does"
                        + " not say how much is missing in a burst: with Prometheus prefer"
                        + " --metrics-adapter or --keda.");
    }

    private YamlMap autoscaler(YamlMap metric, String comment) {
        return labels.object("autoscaling/v2", "HorizontalPodAutoscaler", comment)
                .put(
                        "spec",
                        YamlMap.of(
                                        "scaleTargetRef",
                                        YamlMap.of("apiVersion", "apps/v1")
                                                .put("kind", "Deployment")
                                                .put("name", input.name()))
                                .put("minReplicas", plan.minReplicas(), comments.minReplicas())
                                .put("maxReplicas", plan.maxReplicas(), comments.maxReplicas())
                                .put("metrics", List.of(metric))
                                .put("behavior", behaviour(), PACE));
    }

    private static YamlMap behaviour() {
        return YamlMap.of(
                        "scaleUp",
                        YamlMap.of("stabilizationWindowSeconds", 0)
                                .put(
                                        "policies",
                                        List.of(policy("Percent", 100, 15), policy("Pods", 4, 15)))
                                .put("selectPolicy", "Max"))
                .put(
                        "scaleDown",
                        YamlMap.of("stabilizationWindowSeconds", STABILISATION_SECONDS)
                                .put(
                                        "policies",
                                        List.of(policy("Percent", 10, 60), policy("Pods", 1, 60)))
                                .put("selectPolicy", "Max"));
    }

    private static YamlMap policy(String type, int value, int seconds) {
        return YamlMap.of("type", type).put("value", value).put("periodSeconds", seconds);
    }

    /// A ScaledObject of KEDA.
    YamlMap scaledObject(Scaling.Keda keda) {
        boolean isToZero = keda.activationQuery().isPresent();
        YamlMap spec =
                YamlMap.of(
                        "scaleTargetRef",
                        YamlMap.of("apiVersion", "apps/v1")
                                .put("kind", "Deployment")
                                .put("name", input.name()));
        spec.put("pollingInterval", POLLING_SECONDS);
        if (isToZero) {
            spec.put("minReplicaCount", 0, "No replica without requests.");
            spec.put(
                    "cooldownPeriod",
                    COOLDOWN_SECONDS,
                    "So long without a request before the last replica goes. The query of activation"
                            + " looks back as far, so that a burst between two polls counts.");
        } else {
            spec.put("minReplicaCount", plan.minReplicas(), comments.minReplicas());
        }
        spec.put("maxReplicaCount", plan.maxReplicas(), comments.maxReplicas());
        spec.put(
                "fallback",
                YamlMap.of("failureThreshold", 3)
                        .put(
                                "replicas",
                                plan.replicas(),
                                "While Prometheus does not answer: what the expected rate needs."));
        spec.put(
                "advanced",
                YamlMap.of("horizontalPodAutoscalerConfig", YamlMap.of("behavior", behaviour())),
                PACE);
        spec.put("triggers", triggers(keda));
        return labels.object(
                        "keda.sh/v1alpha1",
                        "ScaledObject",
                        "Needs KEDA, and Prometheus with the PodMonitor. KEDA makes the"
                                + " HorizontalPodAutoscaler itself. An empty answer is an error"
                                + " (ignoreNullValues: \"false\"), not a zero.")
                .put("spec", spec);
    }

    private List<YamlMap> triggers(Scaling.Keda keda) {
        List<YamlMap> triggers = new ArrayList<>();
        String inFlight =
                "sum(rate(berth_request_duration_seconds_sum{"
                        + matchers()
                        + "}["
                        + window()
                        + "]))";
        String activation =
                keda.activationQuery()
                        .map(
                                query ->
                                        " or 0 * max_over_time(("
                                                + query
                                                + ")["
                                                + COOLDOWN_SECONDS
                                                + "s:"
                                                + POLLING_SECONDS
                                                + "s])")
                        .orElse("");
        triggers.add(
                trigger(
                        keda,
                        "in-flight",
                        inFlight + activation,
                        decimal(plan.inFlightTarget()),
                        comments.inFlightTarget(),
                        "AverageValue"));
        double micros = plan.queue().meanWait(plan.ratePerReplica()) * 1e6;
        String wait =
                "1e6 * sum(rate(berth_queue_duration_seconds_sum{"
                        + matchers()
                        + "}["
                        + window()
                        + "])) / clamp_min(sum(rate(berth_queue_duration_seconds_count{"
                        + matchers()
                        + "}["
                        + window()
                        + "])), 1e-9)";
        if (keda.activationQuery().isEmpty()) {
            triggers.add(
                    trigger(
                            keda,
                            "queue-micros",
                            wait,
                            decimal(Math.max(1, micros)),
                            "The mean wait of a replica at its greatest rate r = "
                                    + SizingComments.number(plan.ratePerReplica())
                                    + "/s: C x (1+v)/2/(m-r) = "
                                    + SizingComments.number(micros)
                                    + " microseconds (a metric has no more than three decimals).",
                            "Value"));
        } else {
            triggers.add(
                    trigger(
                            keda,
                            "activation",
                            "max_over_time(("
                                    + keda.activationQuery().orElseThrow()
                                    + ")["
                                    + COOLDOWN_SECONDS
                                    + "s:"
                                    + POLLING_SECONDS
                                    + "s])",
                            decimal(plan.designRate()),
                            "Requests/s of a replica at its design rate, from where they"
                                    + " arrive: replicas that do not run count nothing.",
                            "AverageValue"));
        }
        return triggers;
    }

    private static YamlMap trigger(
            Scaling.Keda keda,
            String name,
            String query,
            String threshold,
            String comment,
            String type) {
        return YamlMap.of("type", "prometheus")
                .put("name", name)
                .put("metricType", type)
                .put(
                        "metadata",
                        YamlMap.of("serverAddress", keda.prometheus())
                                .put("query", query)
                                .put("threshold", threshold, comment)
                                .put("activationThreshold", "0")
                                .put("ignoreNullValues", "false"));
    }

    /// The rule of Prometheus Adapter for the metric.
    YamlMap adapterRule() {
        return YamlMap.map()
                .put(
                        "rules",
                        List.of(
                                YamlMap.of(
                                                "seriesQuery",
                                                "berth_request_duration_seconds_sum{namespace!=\"\",pod!=\"\"}")
                                        .put(
                                                "resources",
                                                YamlMap.of(
                                                        "overrides",
                                                        YamlMap.of(
                                                                        "namespace",
                                                                        YamlMap.of(
                                                                                "resource",
                                                                                "namespace"))
                                                                .put(
                                                                        "pod",
                                                                        YamlMap.of(
                                                                                "resource",
                                                                                "pod"))))
                                        .put("name", YamlMap.of("as", METRIC))
                                        .put(
                                                "metricsQuery",
                                                "sum(rate(<<.Series>>{<<.LabelMatchers>>,"
                                                        + modelMatcher()
                                                        + "}["
                                                        + window()
                                                        + "])) by (<<.GroupBy>>)")),
                        "For the configuration of Prometheus Adapter; not applied with the rest. The"
                                + " sum of all durations per second is the mean number of requests"
                                + " in flight (Little's law), of all moments and not of the"
                                + " scrapes alone.");
    }

    private static String window() {
        return WINDOW_SECONDS + "s";
    }

    private String matchers() {
        return "job=\"" + MonitoringManifests.job(input) + "\"," + modelMatcher();
    }

    /// What callers ask for: models that only endpoints call would count twice.
    private String modelMatcher() {
        return "model=~\""
                + plan.request().loads().stream()
                        .map(load -> load.service().name().replace(".", "\\\\."))
                        .flatMap(Stream::of)
                        .sorted()
                        .collect(Collectors.joining("|"))
                + "\"";
    }

    private static String milli(double value) {
        return Math.max(1, Math.round(value * 1e3)) + "m";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", Math.max(0.001, value))
                .replaceAll("0+$", "")
                .replaceAll("\\.$", "");
    }
}
