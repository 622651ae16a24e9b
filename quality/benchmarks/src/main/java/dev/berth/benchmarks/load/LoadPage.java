package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.benchmarks.plot.BarPlot;
import dev.berth.benchmarks.plot.Html;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Report as one self-contained HTML page.
final class LoadPage {
    /// Minimum share of its reference that a candidate must reach.
    private static final Map<String, Double> RATIO_GOALS =
            Map.of("json", 0.80, "binary", 0.85, "grpc", 0.85, "minilm", 0.92);

    private LoadPage() {}

    static String of(LoadReport report) {
        var page = new Html("Berth under load");
        page.element("p", report.machine().describe());
        List<LoadReport.Row> tiny = rows(report, false);
        List<LoadReport.Row> miniLm = rows(report, true);
        plot(page, "Requests per second, tiny model", rates(tiny));
        plot(page, "Requests per second, MiniLM", rates(miniLm));
        plot(page, "Share of its floor or limit; the broken line is the goal", ratios(report));
        plot(page, "Processor time per request, µs, tiny model", cpu(tiny));
        plot(page, "Processor time per request, µs, MiniLM", cpu(miniLm));
        page.element(
                "p",
                "Bars are medians over the rounds, lines reach from the least to the most. Floors"
                        + " and in-process engines are grey.");
        figures(page, report);
        settings(page, report);
        goals(page, report);
        return page.toString();
    }

    /// The rows of one model; the in-process engine of the tiny model would dwarf its servers and
    /// appears in the table only.
    private static List<LoadReport.Row> rows(LoadReport report, boolean miniLm) {
        return report.rows().stream()
                .filter(row -> row.name().contains("minilm") == miniLm)
                .filter(row -> !row.name().equals("engine"))
                .toList();
    }

    private static void plot(Html page, String title, BarPlot plot) {
        if (!plot.isEmpty()) {
            page.element("h2", title).markup(plot.toString());
        }
    }

    private static BarPlot rates(List<LoadReport.Row> rows) {
        return bars(rows, "%,.0f", LoadReport.Row::rate);
    }

    private static BarPlot cpu(List<LoadReport.Row> rows) {
        return bars(rows, "%,.1f", LoadReport.Row::cpu);
    }

    private static BarPlot bars(
            List<LoadReport.Row> rows, String format, Function<LoadReport.Row, Spread> figure) {
        var plot = new BarPlot(format);
        for (LoadReport.Row row : rows) {
            Spread spread = figure.apply(row);
            if (!Double.isNaN(spread.median())) {
                plot.add(row.name(), role(row), spread);
            }
        }
        return plot;
    }

    private static BarPlot.Role role(LoadReport.Row row) {
        return row.reference().isPresent() ? BarPlot.Role.BERTH : BarPlot.Role.REFERENCE;
    }

    private static BarPlot ratios(LoadReport report) {
        var plot = new BarPlot("%.2f");
        for (LoadReport.Row row : report.rows()) {
            double goal = RATIO_GOALS.getOrDefault(row.name(), Double.NaN);
            report.ratio(row.name())
                    .ifPresent(ratio -> plot.add(row.name(), BarPlot.Role.BERTH, ratio, goal));
        }
        return plot;
    }

    private static void figures(Html page, LoadReport report) {
        page.element("h2", "Figures").markup("<div class=\"scroll\"><table><tr>");
        for (String head :
                List.of(
                        "",
                        "requests/s (least..most)",
                        "of its reference",
                        "p50 ms",
                        "p99 ms",
                        "CPU µs/request",
                        "slowest/mean",
                        "MB")) {
            page.element("th", head);
        }
        page.markup("<th class=\"text\">what</th></tr>\n");
        report.rows().forEach(row -> figures(page, report, row));
        page.markup("</table></div>\n");
    }

    private static void figures(Html page, LoadReport report, LoadReport.Row row) {
        String ratio =
                report.ratio(row.name()).map(each -> LoadTable.spread(each, "%.2f")).orElse("-");
        long megabytes = row.residentMegabytes();
        page.markup("<tr>");
        page.element("td", row.name());
        page.element("td", LoadTable.spread(row.rate(), "%,.0f"));
        page.element("td", ratio);
        page.element("td", LoadTable.orDash(row.p50()));
        page.element("td", LoadTable.orDash(row.p99()));
        page.element("td", LoadTable.spread(row.cpu(), "%.1f"));
        page.element("td", LoadTable.orDash(row.spread(Turn::slowestOfMean).median()));
        page.element("td", megabytes == 0 ? "-" : Long.toString(megabytes));
        page.markup("<td class=\"text\">" + Html.escaped(row.meaning()) + "</td></tr>\n");
    }

    private static void settings(Html page, LoadReport report) {
        if (report.tried().isEmpty()) {
            return;
        }
        var byBatch = new TreeMap<Integer, StringBuilder>();
        var heads = new StringBuilder("<tr><th>batch</th>");
        MiniLmEngine.Threads.ALL.forEach(
                threads ->
                        heads.append(
                                "<th>%d x %d</th>"
                                        .formatted(threads.callers(), threads.intraOp())));
        for (MiniLmLimit.SettingResult tried : report.tried()) {
            byBatch.computeIfAbsent(tried.setting().batch(), batch -> new StringBuilder())
                    .append("<td>%.0f</td>".formatted(tried.rowsPerSecond()));
        }
        page.element("h2", "MiniLM in-process, rows/s by batch and callers x threads of each");
        page.markup("<table>" + heads + "</tr>\n");
        byBatch.forEach(
                (batch, cells) -> page.markup("<tr><td>" + batch + "</td>" + cells + "</tr>\n"));
        page.markup("</table>\n");
    }

    private static void goals(Html page, LoadReport report) {
        List<Goal> goals = LoadGoals.of(report);
        if (goals.isEmpty()) {
            return;
        }
        page.element("h2", "Goals").markup("<ul>\n");
        for (Goal goal : goals) {
            page.markup(goal.isReached() ? "<li>" : "<li class=\"missed\">");
            page.markup(Html.escaped(goal.toString().strip()) + "</li>\n");
        }
        page.markup("</ul>\n");
    }
}
