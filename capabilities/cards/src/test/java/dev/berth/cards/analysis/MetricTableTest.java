package dev.berth.cards.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.analysis.MetricTable.Row;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Paragraph;
import dev.berth.cards.document.InlineText;
import dev.berth.charts.IntervalChart;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricTableTest {
    @TempDir Path directory;

    private static MetricValue value(String name, double value) {
        return MetricValue.of(name, value, value - 0.1, value + 0.1, Method.BOOTSTRAP);
    }

    private static Row row(String name, MetricValue... metrics) {
        return new Row("slices/" + name, name + " (x > 1)", name, name, 10, List.of(metrics));
    }

    private MetricTable table(List<Row> rows) {
        var numbers =
                new ReportNumbers(
                        CreditSystem.in(directory)
                                .documents()
                                .context("credit")
                                .evaluations()
                                .getFirst());
        return new MetricTable(numbers, "By slice", "Slice", rows, MetricTable.headlines(rows));
    }

    @Test
    void metrics_thatAreUndefinedEverywhere_comeLast_andAreNotDrawn() {
        MetricValue undefined = MetricValue.undefined("roc-auc", "one class alone");
        MetricTable table =
                table(
                        List.of(
                                row("a", value("latency", 0.5), undefined, value("accuracy", 0.8)),
                                row("b", value("latency", 0.6), undefined, value("accuracy", 0.9)),
                                row("c", value("recall", 0.1))));

        assertThat(table.metrics()).containsExactly("accuracy", "recall", "latency", "roc-auc");
        assertThat(table.charted(9)).containsExactly("accuracy", "latency");
    }

    @Test
    void row_withoutAValue_saysWhyInTheTable_andIsNotDrawn() {
        MetricTable table =
                table(
                        List.of(
                                row("a", value("precision", 0.8), value("recall", 0.7)),
                                row(
                                        "no positives",
                                        value("precision", 0),
                                        MetricValue.undefined("recall", "no positive row"),
                                        MetricValue.undefined("roc-auc", "rows of one class only")),
                                row("b", value("precision", 0.6), value("recall", 0.5))));

        DataTable data = (DataTable) table.blocks().getFirst();
        assertThat(data.rows().get(1).stream().map(CellText::plain))
                .contains("0.000 (no positive row)")
                .contains("not defined: no positive row")
                .contains("not defined: rows of one class only");
        assertThat(
                        table.chart("precision", "Precision", Optional.empty()).items().stream()
                                .map(IntervalChart.Item::label))
                .containsExactly("a", "b");
        assertThat(table.leftOut(List.of("precision"))).contains("left out");
        assertThat(table.leftOut(List.of())).isEmpty();
    }

    @Test
    void chart_hasShortLabels_andAnAxisForEachIntervalAndTheReference() {
        MetricTable table =
                table(List.of(row("a", value("accuracy", 0.8)), row("b", value("accuracy", 0.6))));

        IntervalChart chart =
                table.chart("accuracy", "Accuracy", Optional.of(value("accuracy", 0.2)));

        assertThat(chart.items().stream().map(IntervalChart.Item::label)).containsExactly("a", "b");
        assertThat(chart.axis().min()).isLessThanOrEqualTo(0.2);
        assertThat(chart.axis().max()).isGreaterThanOrEqualTo(0.9);
        assertThat(MetricTable.figureCaption("By slice", List.of(chart)))
                .isEqualTo("By slice, with intervals; the dashed line is the value of all rows");
        assertThat(
                        MetricTable.figureCaption(
                                "By slice", List.of(table.chart("accuracy", "", Optional.empty()))))
                .isEqualTo("By slice, with intervals");
    }

    @Test
    void rowsBeyondTheLimit_areNamedAsLeftOut() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < MetricTable.ROWS_MAX + 7; i++) {
            rows.add(row("s" + i, value("accuracy", 0.5)));
        }

        List<DocumentBlock> blocks = table(rows).blocks();

        assertThat(blocks).hasSize(2);
        assertThat(blocks.getLast()).isInstanceOf(Paragraph.class);
        assertThat(InlineText.plain(((Paragraph) blocks.getLast()).pieces()))
                .isEqualTo("7 more are in evaluations/credit.json.");
    }
}
