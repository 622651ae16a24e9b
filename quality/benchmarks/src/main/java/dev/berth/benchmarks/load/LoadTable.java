package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Spread;
import java.util.Locale;

/// Report as a text table.
final class LoadTable {
    private static final String ROW = "%-15s %28s %18s %7s %7s %22s %8s %5s  %s%n";

    private LoadTable() {}

    static String of(LoadReport report) {
        var text = new StringBuilder();
        text.append(report.machine().describe()).append('\n');
        text.append(
                ROW.formatted(
                        "",
                        "requests/s (least..most)",
                        "of its reference",
                        "p50 ms",
                        "p99 ms",
                        "CPU us/request",
                        "slowest",
                        "MB",
                        ""));
        report.rows().forEach(row -> text.append(line(report, row)));
        report.tried().forEach(tried -> text.append(line(tried)));
        LoadGoals.of(report).forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String line(LoadReport report, LoadReport.Row row) {
        return ROW.formatted(
                row.name(),
                spread(row.rate(), "%,.0f"),
                report.ratio(row.name()).map(ratio -> spread(ratio, "%.2f")).orElse("-"),
                orDash(row.p50()),
                orDash(row.p99()),
                spread(row.cpu(), "%.1f"),
                orDash(row.spread(Turn::slowestOfMean).median()),
                row.residentMegabytes() == 0 ? "-" : row.residentMegabytes(),
                row.meaning());
    }

    private static String line(MiniLmLimit.SettingResult tried) {
        return String.format(
                Locale.ROOT,
                "in-process, MiniLM: %-26s %6.0f rows/s%n",
                tried.setting(),
                tried.rowsPerSecond());
    }

    /// Median, minimum and maximum; a dash if unknown.
    static String spread(Spread spread, String format) {
        return Double.isNaN(spread.median())
                ? "-"
                : String.format(
                        Locale.ROOT,
                        format + " (" + format + ".." + format + ")",
                        spread.median(),
                        spread.least(),
                        spread.most());
    }

    static String orDash(double figure) {
        return Double.isNaN(figure) ? "-" : String.format(Locale.ROOT, "%.2f", figure);
    }
}
