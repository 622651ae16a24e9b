package dev.berth.cli.evaluate;

import dev.berth.cli.console.Table;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.RowCounts.SetAsideRow;
import dev.berth.evaluation.report.SliceResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Report of an evaluation as text: the metrics of all rows, then the main ones of each slice.
final class EvaluationTable {
    private EvaluationTable() {}

    static void print(EvaluationReport report, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s %s: %s on %s, %d rows%s%n%n",
                report.subject().kind().label(),
                report.subject(),
                report.task(),
                report.provenance().dataFile(),
                report.rows().evaluated(),
                report.rows().setAside() == 0
                        ? ""
                        : ", " + report.rows().setAside() + " set aside");
        int percent = (int) Math.round(100 * report.provenance().confidence());
        var metrics = new Table("metric", "value", percent + " % interval");
        for (MetricValue metric : report.all().metrics()) {
            metrics.row(metric.name(), value(metric), interval(metric));
        }
        metrics.print(out);
        if (report.slices().size() > 1) {
            out.println();
            printSlices(report, out);
        }
        AnalysisTables.print(report, out);
        printSetAside(report, out);
    }

    private static void printSlices(EvaluationReport report, PrintStream out) {
        List<String> names = mainMetrics(report);
        List<String> headings = new ArrayList<>(List.of("slice", "rows"));
        for (String name : names) {
            headings.add(name);
            headings.add("");
        }
        var table = new Table(headings.toArray(String[]::new));
        for (SliceResult slice : report.slices()) {
            List<String> cells = new ArrayList<>();
            cells.add(slice.name());
            cells.add(Long.toString(slice.rows()));
            for (String name : names) {
                Optional<MetricValue> metric = slice.find(name);
                cells.add(metric.map(EvaluationTable::value).orElse(""));
                cells.add(metric.map(EvaluationTable::interval).orElse(""));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print(out);
    }

    /// The metrics of a task that a table of slices has room for.
    private static List<String> mainMetrics(EvaluationReport report) {
        List<String> wanted =
                switch (report.task()) {
                    case BINARY -> List.of("accuracy", "f1", "roc-auc");
                    case MULTICLASS -> List.of("accuracy", "f1-macro", "roc-auc-macro");
                    case MULTILABEL -> List.of("exact-match", "f1-micro", "roc-auc-macro");
                    case REGRESSION -> List.of("rmse", "mae", "r2");
                    case RANKING, RETRIEVAL, TEXT_RECOGNITION, DETECTION ->
                            report.all().metrics().stream()
                                    .map(MetricValue::name)
                                    .limit(3)
                                    .toList();
                };
        return wanted.stream().filter(name -> report.all().find(name).isPresent()).toList();
    }

    private static void printSetAside(EvaluationReport report, PrintStream out) {
        List<SetAsideRow> rows = report.rows().firstSetAside();
        if (rows.isEmpty()) {
            return;
        }
        out.println();
        out.println(
                report.rows().setAside()
                        + " of "
                        + report.rows().read()
                        + " rows set aside"
                        + (rows.size() < report.rows().setAside() ? ", the first:" : ":"));
        for (SetAsideRow row : rows) {
            out.println(
                    "  row "
                            + row.row()
                            + (row.column().isEmpty() ? "" : ", column " + row.column())
                            + ": "
                            + row.message());
        }
    }

    static String value(MetricValue metric) {
        return metric.isDefined()
                ? number(metric.value()) + (metric.unit().isEmpty() ? "" : " " + metric.unit())
                : "-";
    }

    static String interval(MetricValue metric) {
        return metric.hasInterval()
                ? number(metric.low()) + " to " + number(metric.high())
                : metric.reason().orElse("");
    }

    static String number(double number) {
        double size = Math.abs(number);
        return String.format(
                Locale.ROOT, size >= 1000 || (size > 0 && size < 0.001) ? "%.4g" : "%.4f", number);
    }
}
