package dev.berth.deploy.kubernetes;

import dev.berth.catalog.document.DocumentReader;
import dev.berth.deploy.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Objects for the Prometheus operator: a PodMonitor and the alerts of `ops/prometheus` for one
/// system.
final class MonitoringManifests {
    private static final String RULES = "berth.rules.yml";

    /// Metrics of Berth, its recording rules and those of every process, in PromQL, with the brace
    /// that may follow.
    private static final Pattern SELECTOR =
            Pattern.compile("\\b(berth[_:][a-z0-9_:]+|process_[a-z_]+|up)(?![a-z0-9_:(])(\\{)?");

    private static final int SCRAPE_SECONDS = 5;

    private static final String LATENCY_OBJECTIVE = "berth:objective:latency_p99_seconds";

    private final ManifestInput input;
    private final Labels labels;

    MonitoringManifests(ManifestInput input) {
        this.input = input;
        this.labels = new Labels(input);
    }

    /// The label `job` of a system's metrics.
    static String job(ManifestInput input) {
        return "berth-" + input.name();
    }

    YamlMap podMonitor() {
        YamlMap endpoint =
                YamlMap.of("port", PodTemplate.PORT_NAME)
                        .put("path", "/metrics")
                        .put(
                                "interval",
                                SCRAPE_SECONDS + "s",
                                "The autoscaler sees bursts as late as they are scraped.")
                        .put(
                                "relabelings",
                                List.of(
                                        YamlMap.of("targetLabel", "job")
                                                .put("replacement", job(input))));
        if (!input.needs().hasOpenMetrics()) {
            endpoint.put(
                    "authorization",
                    YamlMap.of(
                            "credentials",
                            YamlMap.of("name", input.name() + "-metrics").put("key", "key")),
                    "The key of a consumer with models: [] (docs/guides/access.md): kubectl create"
                            + " secret generic "
                            + input.name()
                            + "-metrics --from-literal=key=berth_...");
        }
        return labels.object("monitoring.coreos.com/v1", "PodMonitor", "")
                .put(
                        "spec",
                        YamlMap.of("selector", YamlMap.of("matchLabels", labels.pods()))
                                .put("podMetricsEndpoints", List.of(endpoint)));
    }

    YamlMap prometheusRule() {
        return labels.object(
                        "monitoring.coreos.com/v1",
                        "PrometheusRule",
                        "The rules of ops/prometheus/berth.rules.yml for this system alone. Objectives"
                                + " first; docs/guides/monitoring.md explains the alerts.")
                .put("spec", YamlMap.of("groups", groups()));
    }

    private List<YamlMap> groups() {
        List<YamlMap> groups = new ArrayList<>();
        for (Object each : list(rules().get("groups"))) {
            Map<?, ?> group = (Map<?, ?>) each;
            List<YamlMap> rules = new ArrayList<>();
            for (Object rule : list(group.get("rules"))) {
                rules.add(rule((Map<?, ?>) rule));
            }
            groups.add(
                    YamlMap.of("name", input.name() + "-" + group.get("name")).put("rules", rules));
        }
        return groups;
    }

    private YamlMap rule(Map<?, ?> rule) {
        YamlMap written = YamlMap.map();
        String name = String.valueOf(rule.containsKey("record") ? rule.get("record") : "");
        boolean isObjective =
                name.startsWith("berth:objective:")
                        && !name.endsWith("_ratio_max")
                        && !name.contains("missed");
        rule.forEach(
                (key, value) -> {
                    if (!key.equals("expr")) {
                        written.put(String.valueOf(key), value(value));
                    } else if (name.equals(LATENCY_OBJECTIVE)) {
                        written.put(
                                "expr",
                                "vector(" + input.times().p99Seconds() + ")",
                                "As asked for: the greatest --p99, in seconds.");
                    } else {
                        written.put("expr", scoped(String.valueOf(value)));
                    }
                });
        if (isObjective) {
            written.put("labels", YamlMap.of("job", job(input)));
        }
        return written;
    }

    /// The expression for the metrics of this system's job alone.
    private String scoped(String expression) {
        return scoped(expression.strip(), job(input));
    }

    /// The expression with `job` as a condition of every metric, in place of `job="berth"`.
    static String scoped(String expression, String job) {
        String condition = "{job=\"" + job + "\"";
        String unscoped = expression.replace("{job=\"berth\"}", "").replace("job=\"berth\",", "");
        return SELECTOR.matcher(unscoped)
                .replaceAll(
                        match -> match.group(1) + condition + (match.group(2) == null ? "}" : ","));
    }

    private static Object value(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                YamlMap written = YamlMap.map();
                map.forEach((key, inner) -> written.put(String.valueOf(key), value(inner)));
                yield written;
            }
            case List<?> list -> list.stream().map(MonitoringManifests::value).toList();
            default -> value;
        };
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> rules() {
        try (InputStream stream = MonitoringManifests.class.getResourceAsStream(RULES)) {
            if (stream == null) {
                throw new IllegalStateException(RULES + " is not in the jar");
            }
            Object rules =
                    DocumentReader.read(Path.of(RULES), stream.readAllBytes())
                            .value()
                            .orElseThrow();
            return (Map<?, ?>) rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
