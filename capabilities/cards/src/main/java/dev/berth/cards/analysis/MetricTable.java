package dev.berth.cards.analysis;

import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.assembly.MetricNumbers;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.charts.Chart;
import dev.berth.charts.ChartAxis;
import dev.berth.charts.IntervalChart;
import dev.berth.evaluation.report.MetricValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Table of metrics by slice, group or term, and charts of the same. Both show a bounded part of a
/// long list and say how much is left out.
///
/// @param numbers of the report
/// @param caption of the table
/// @param first heading of the first column, such as `Slice`
/// @param rows all
/// @param metrics names of those that are shown
record MetricTable(
        ReportNumbers numbers, String caption, String first, List<Row> rows, List<String> metrics) {
    /// More rows than a reader compares; the others are in the report.
    static final int ROWS_MAX = 100;

    /// More dots than a chart of a page's height shows.
    static final int ITEMS_MAX = 40;

    /// More columns do not fit side by side.
    static final int METRICS_MAX = 6;

    /// Metrics that sum up a model, of all tasks.
    private static final List<String> HEADLINES =
            List.of(
                    "roc-auc",
                    "accuracy",
                    "balanced-accuracy",
                    "precision",
                    "recall",
                    "f1",
                    "macro-f1",
                    "character-error-rate",
                    "word-error-rate",
                    "exact-match",
                    "rmse",
                    "mae",
                    "r2",
                    "ndcg",
                    "mrr",
                    "map");

    MetricTable {
        rows = List.copyOf(rows);
        metrics = List.copyOf(metrics);
    }

    /// A row.
    ///
    /// @param path of its numbers within the report, unique
    /// @param name as the table shows it
    /// @param label as charts show it, short
    /// @param of its name in a sentence, such as `all rows`
    /// @param count of rows of the data
    record Row(
            String path,
            String name,
            String label,
            String of,
            long count,
            List<MetricValue> metrics) {
        Row {
            metrics = List.copyOf(metrics);
        }

        /// A row with one name for table and charts.
        Row(String path, String name, String of, long count, List<MetricValue> metrics) {
            this(path, name, name, of, count, metrics);
        }

        Optional<MetricValue> find(String metric) {
            return metrics.stream().filter(each -> each.name().equals(metric)).findFirst();
        }

        /// The metric if its value says something.
        Optional<MetricValue> findShown(String metric) {
            return find(metric)
                    .filter(MetricValue::isDefined)
                    .filter(value -> MetricNumbers.remark(value, metrics).isEmpty());
        }
    }

    /// The names of the metrics that any of the rows has: those that readers look for first, those
    /// that are undefined in every row last.
    static List<String> headlines(List<Row> rows) {
        List<String> names = new ArrayList<>(names(rows));
        names.sort(
                Comparator.<String, Boolean>comparing(name -> defined(rows, name) == 0)
                        .thenComparingInt(MetricTable::rank));
        return names.stream().limit(METRICS_MAX).toList();
    }

    /// The rows in which a metric is defined.
    private static long defined(List<Row> rows, String metric) {
        return rows.stream().filter(row -> row.findShown(metric).isPresent()).count();
    }

    /// The first metrics that are worth a chart: defined in half of the rows at least.
    List<String> charted(int max) {
        return metrics.stream()
                .filter(metric -> 2 * defined(rows, metric) >= rows.size())
                .limit(max)
                .toList();
    }

    /// Sorting keeps the order of those that are no headlines.
    private static int rank(String metric) {
        int rank = HEADLINES.indexOf(metric);
        return rank < 0 ? HEADLINES.size() : rank;
    }

    /// The names of the first metrics that any of the rows has, in the report's order.
    static List<String> firstMetrics(List<Row> rows) {
        return names(rows).stream().limit(METRICS_MAX).toList();
    }

    private static Set<String> names(List<Row> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> row.metrics().forEach(metric -> names.add(metric.name())));
        return names;
    }

    /// The table, with a remark on rows that are left out.
    List<DocumentBlock> blocks() {
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(DataTable.text(first));
        columns.add(DataTable.number("Rows"));
        metrics.forEach(metric -> columns.add(DataTable.number(MetricNames.heading(metric))));
        List<List<CellText>> cells = new ArrayList<>();
        for (Row row : shown(ROWS_MAX)) {
            List<CellText> line = new ArrayList<>();
            line.add(CellText.of(row.name()));
            line.add(CellText.of(numbers.rows(row.path(), row.of(), row.count())));
            metrics.forEach(
                    metric ->
                            line.add(
                                    numbers.cell(
                                            row.path(),
                                            row.of(),
                                            row.find(metric),
                                            row.metrics())));
            cells.add(line);
        }
        List<DocumentBlock> blocks = new ArrayList<>();
        blocks.add(new DataTable(caption, columns, cells));
        if (rows.size() > ROWS_MAX) {
            blocks.add(
                    DocumentBlock.paragraph(
                            (rows.size() - ROWS_MAX)
                                    + " more are in `"
                                    + numbers.file().file()
                                    + "`."));
        }
        return blocks;
    }

    private List<Row> shown(int max) {
        return rows.subList(0, Math.min(max, rows.size()));
    }

    /// The axis that shows these metrics of all rows of the table.
    ///
    /// @param reference a further value
    ChartAxis axis(List<String> of, Optional<MetricValue> reference) {
        List<Double> values = new ArrayList<>();
        for (Row row : shown(ITEMS_MAX)) {
            for (String metric : of) {
                row.findShown(metric)
                        .ifPresent(
                                value ->
                                        values.addAll(
                                                List.of(value.value(), value.low(), value.high())));
            }
        }
        reference.ifPresent(value -> values.add(value.value()));
        return ChartAxis.around("", values);
    }

    /// A chart of one metric.
    ///
    /// @param reference the metric of all rows
    IntervalChart chart(String metric, String title, Optional<MetricValue> reference) {
        return chart(metric, title, reference, axis(List.of(metric), reference));
    }

    /// A chart of one metric on an axis, whose label it replaces. Rows in which the metric is not
    /// defined, or says nothing, are left out.
    IntervalChart chart(
            String metric, String title, Optional<MetricValue> reference, ChartAxis axis) {
        List<IntervalChart.Item> items = new ArrayList<>();
        for (Row row : shown(ITEMS_MAX)) {
            row.findShown(metric).ifPresent(value -> items.add(item(row.label(), value)));
        }
        return new IntervalChart(
                title,
                new ChartAxis(MetricNames.shown(metric), axis.min(), axis.max()),
                items,
                reference.filter(MetricValue::isDefined).isPresent()
                        ? OptionalDouble.of(reference.get().value())
                        : OptionalDouble.empty());
    }

    private static IntervalChart.Item item(String label, MetricValue value) {
        return new IntervalChart.Item(
                label,
                value.value(),
                value.hasInterval() ? OptionalDouble.of(value.low()) : OptionalDouble.empty(),
                value.hasInterval() ? OptionalDouble.of(value.high()) : OptionalDouble.empty());
    }

    /// A caption that explains the marks which the charts have.
    static String figureCaption(String title, List<Chart> charts) {
        boolean hasReference =
                charts.stream()
                        .anyMatch(
                                chart ->
                                        chart instanceof IntervalChart intervals
                                                && intervals.reference().isPresent());
        return title
                + ", with intervals"
                + (hasReference ? "; the dashed line is the value of all rows" : "");
    }

    /// A remark for a caption where charts leave out rows of the table.
    String leftOut(List<String> charted) {
        boolean isAnyLeftOut =
                charted.stream().anyMatch(metric -> defined(rows, metric) < rows.size());
        return isAnyLeftOut ? "; rows without a value are left out" : "";
    }
}
