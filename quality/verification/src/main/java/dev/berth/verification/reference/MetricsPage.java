package dev.berth.verification.reference;

import dev.berth.server.telemetry.MetricFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Reference page of metrics: the server's catalog, and other series of a running server.
final class MetricsPage {
    private static final String INTRODUCTION =
            """
            `GET /metrics` returns these in Prometheus' text format; [monitoring](../guides/monitoring.md) has queries, alerts and a dashboard.

            - Durations are in seconds, in histograms with fixed buckets from 100 µs to 10 s, so that those of several replicas can be added. A histogram
              has `_bucket`, `_sum` and `_count`.
            - `model` and `version` are names of the system's models, those that a load request brought included. At most 100 removed versions are kept.
              A request for a model that does not exist or is not ready counts with empty `model` and `version`, so that callers cannot create labels.
            - An endpoint counts under its name as a model, its file's state as the version, beside the models that it calls.
            - Micrometer adds `jvm_…`, `process_…` and `system_…`.
            """;

    private MetricsPage() {}

    /// @param scrape text of a running server
    static String text(String scrape) {
        var page = new Markdown("Metrics", INTRODUCTION);
        for (MetricFamily.Group group : MetricFamily.Group.values()) {
            page.heading(2, group.title()).table("metric", "type", "labels", "help");
            for (MetricFamily family : MetricFamily.values()) {
                if (family.group() == group) {
                    row(page, family);
                }
            }
        }
        List<String> others = others(scrape);
        if (!others.isEmpty()) {
            page.heading(2, "Others").table("metric", "type", "labels", "help");
            others.forEach(name -> row(page, name, scrape));
        }
        return page.toString();
    }

    private static void row(Markdown page, MetricFamily family) {
        page.row(
                Markdown.code(family.metric()),
                family.type().name().toLowerCase(Locale.ROOT),
                family.labels().stream().map(Markdown::code).collect(Collectors.joining(", ")),
                Markdown.described(family.metric(), family.help()));
    }

    private static void row(Markdown page, String name, String scrape) {
        page.row(
                Markdown.code(name),
                valueOf(scrape, "# TYPE " + name + " "),
                "",
                Markdown.described(name, valueOf(scrape, "# HELP " + name + " ")));
    }

    /// Berth's series that are not in the catalog, such as those of contributed parts.
    private static List<String> others(String scrape) {
        Set<String> known =
                Arrays.stream(MetricFamily.values())
                        .map(MetricFamily::metric)
                        .collect(Collectors.toCollection(HashSet::new));
        List<String> others = new ArrayList<>();
        for (String line : scrape.split("\n", -1)) {
            if (line.startsWith("# TYPE berth_")) {
                String name = line.split(" ", -1)[2];
                if (known.add(name)) {
                    others.add(name);
                }
            }
        }
        others.sort(String::compareTo);
        return others;
    }

    private static String valueOf(String scrape, String prefix) {
        return scrape.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }
}
