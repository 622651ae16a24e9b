package dev.berth.cards.analysis;

import dev.berth.cards.analysis.MetricTable.Row;
import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.charts.Chart;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.List;

/// Metrics of all rows and of slices.
final class SliceSections {
    /// Joins the conditions of a slice of several columns in its name.
    private static final String AND = " and ";

    /// Charts beside each other.
    private static final int CHARTS_MAX = 2;

    private final ReportNumbers numbers;

    SliceSections(ReportNumbers numbers) {
        this.numbers = numbers;
    }

    /// Each metric of all rows with its interval.
    DataTable allMetrics() {
        List<List<CellText>> rows = new ArrayList<>();
        SliceResult all = numbers.report().all();
        for (MetricValue metric : all.metrics()) {
            rows.add(
                    List.of(
                            CellText.of(MetricNames.heading(metric.name())),
                            CellText.of(numbers.metric(path(all), of(all), metric, all.metrics())),
                            CellText.of(remark(metric))));
        }
        return new DataTable(
                "Metrics of all "
                        + NumberText.count(all.rows())
                        + " rows of the evaluation "
                        + numbers.report().name()
                        + ", of "
                        + numbers.report().subject().kind().label()
                        + " "
                        + numbers.report().subject().name(),
                List.of(
                        DataTable.text("Metric"),
                        DataTable.number("Value"),
                        DataTable.text("Interval")),
                rows);
    }

    private static String remark(MetricValue metric) {
        return switch (metric.method()) {
            case BOOTSTRAP -> "bootstrap";
            case WILSON -> "Wilson's score";
            case EXACT -> "Clopper and Pearson, exact";
            case STUDENT -> "Student's t";
            case NONE -> "none";
        };
    }

    /// Slices by one factor, all rows first.
    List<DocumentBlock> unitary() {
        List<SliceResult> slices =
                numbers.report().slices().stream()
                        .filter(slice -> !slice.name().contains(AND))
                        .toList();
        return slices.size() < 2 ? List.of() : blocks("slices", "Metrics by slice", slices);
    }

    /// Slices by several factors together.
    List<DocumentBlock> intersectional() {
        List<SliceResult> slices =
                numbers.report().slices().stream()
                        .filter(slice -> slice.name().contains(AND))
                        .toList();
        return slices.isEmpty()
                ? List.of()
                : blocks("intersections", "Metrics by several factors", slices);
    }

    private List<DocumentBlock> blocks(String id, String caption, List<SliceResult> slices) {
        List<Row> rows = slices.stream().map(SliceSections::row).toList();
        List<String> metrics = MetricTable.headlines(rows);
        var table = new MetricTable(numbers, caption, "Slice", rows, metrics);
        List<DocumentBlock> blocks = new ArrayList<>(table.blocks());
        List<Chart> charts = new ArrayList<>();
        List<String> charted = table.charted(CHARTS_MAX);
        for (String metric : charted) {
            charts.add(
                    table.chart(
                            metric,
                            MetricNames.heading(metric) + " by slice",
                            numbers.report().all().find(metric)));
        }
        if (!charts.isEmpty()) {
            blocks.add(
                    new Figure(
                            ReportSections.id(numbers, id),
                            MetricTable.figureCaption("By slice", charts) + table.leftOut(charted),
                            charts,
                            numbers.sourceId()));
        }
        return blocks;
    }

    static Row row(SliceResult slice) {
        String condition = slice.condition();
        boolean isNamed =
                !condition.isEmpty()
                        && !slice.name().equals(condition)
                        && !slice.name().contains("=");
        return new Row(
                path(slice),
                isNamed ? slice.name() + " (" + condition + ")" : shown(slice.name()),
                shown(slice.name()),
                of(slice),
                slice.rows(),
                slice.metrics());
    }

    private static String shown(String name) {
        return name.equals(SliceResult.ALL) ? "all rows" : name;
    }

    static String path(SliceResult slice) {
        return "slices/" + slice.name();
    }

    private static String of(SliceResult slice) {
        return shown(slice.name());
    }

    /// Slices that a search found to be worse than the other rows.
    List<DocumentBlock> found() {
        List<FoundSlice> found = numbers.report().foundSlices();
        if (found.isEmpty()) {
            return List.of();
        }
        List<List<CellText>> rows = new ArrayList<>();
        for (FoundSlice slice : found.subList(0, Math.min(MetricTable.ROWS_MAX, found.size()))) {
            String path = "found/" + slice.name();
            rows.add(
                    List.of(
                            CellText.of(slice.name()),
                            CellText.of(numbers.rows(path, slice.name(), slice.rows())),
                            CellText.of(
                                    numbers.metric(path + "/inside", slice.name(), slice.inside())),
                            CellText.of(
                                    numbers.metric(
                                            path + "/outside",
                                            "the rows outside " + slice.name(),
                                            slice.outside())),
                            CellText.of(
                                    numbers.plain(
                                            path + "/adjusted-p",
                                            "adjusted p of " + slice.name(),
                                            slice.adjustedPValue(),
                                            NumberText.decimal(slice.adjustedPValue())))));
        }
        String metric = found.getFirst().inside().name();
        return List.of(
                DocumentBlock.paragraph(
                        "Found by a search over combinations of the columns, with correction for"
                                + " multiple testing ("
                                + found.getFirst().correction()
                                + ")."),
                new DataTable(
                        "Slices that are significantly worse than the other rows",
                        List.of(
                                DataTable.text("Slice"),
                                DataTable.number("Rows"),
                                DataTable.number(MetricNames.heading(metric)),
                                DataTable.number("Outside"),
                                DataTable.number("Adjusted p")),
                        rows));
    }
}
