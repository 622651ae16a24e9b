package dev.berth.cli.bench;

import dev.berth.catalog.profile.ModelProfile;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Self-contained HTML page of a profile: a table of the measurements and two plots in SVG.
public final class BenchPage {
    private static final double MILLION = 1e6;

    private static final String STYLE =
            """
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; } th, td { padding: .25rem .75rem; text-align: right; }
            th { border-bottom: 1px solid; font-weight: 600; } td:first-child, th:first-child { text-align: left; }
            svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
            svg text { fill: currentColor; } .axis { stroke: currentColor; opacity: .25; }
            .note { opacity: .7; }
            """;

    private BenchPage() {}

    public static String of(ModelProfile profile, List<Measurement> measurements) {
        String title = escaped(profile.model() + "@" + profile.version());
        var page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.append("<title>").append(title).append(" measured</title>\n");
        page.append("<style>\n").append(STYLE).append("</style></head><body>\n");
        page.append("<h1>").append(title).append("</h1>\n");
        page.append("<p>").append(escaped(circumstances(profile))).append("</p>\n");
        page.append("<h2>Latency by percentile</h2>\n").append(PercentilePlot.of(measurements));
        page.append("<h2>Throughput and latency</h2>\n").append(ThroughputPlot.of(measurements));
        page.append("<h2>Figures</h2>\n");
        table(measurements, page);
        page.append("<p class=\"note\">").append(explanation(measurements)).append("</p>\n");
        return page.append("</body></html>\n").toString();
    }

    private static String circumstances(ModelProfile profile) {
        return "Measured "
                + profile.measuredAt().map(Instant::toString).orElse("")
                + ", "
                + profile.via()
                + ", Berth "
                + profile.berthVersion()
                + ", engines "
                + profile.machine().engines()
                + ", on "
                + profile.machine()
                + ".";
    }

    private static String explanation(List<Measurement> measurements) {
        boolean open =
                measurements.stream()
                        .anyMatch(m -> m.load().arrivals() instanceof Load.Arrivals.Open);
        return open
                ? "Open loop: a latency counts from the moment at which the call was due, so that"
                        + " waiting behind a slow answer is part of it."
                : "Closed loop: each caller waits for its answer before it calls again, so latencies"
                        + " under overload look better than they would to independent callers.";
    }

    private static void table(List<Measurement> measurements, StringBuilder page) {
        page.append(
                "<table><tr><th>load</th><th>batch</th><th>records/s</th><th>p50 ms</th><th>p90 ms</th>");
        page.append(
                "<th>p99 ms</th><th>p99.9 ms</th><th>max ms</th><th>calls</th><th>failed</th></tr>\n");
        for (Measurement measurement : measurements) {
            LatencyHistogram latencies = measurement.latencies();
            page.append("<tr><td>").append(measurement.load().label()).append("</td>");
            cell(page, Integer.toString(measurement.load().batch()));
            cell(page, String.format(Locale.ROOT, "%.1f", measurement.recordsPerSecond()));
            for (double percent : new double[] {50, 90, 99, 99.9, 100}) {
                cell(
                        page,
                        String.format(
                                Locale.ROOT, "%.3f", latencies.percentileNanos(percent) / MILLION));
            }
            cell(page, Long.toString(latencies.count()));
            cell(page, Long.toString(measurement.failureCount()));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static void cell(StringBuilder page, String text) {
        page.append("<td>").append(text).append("</td>");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
