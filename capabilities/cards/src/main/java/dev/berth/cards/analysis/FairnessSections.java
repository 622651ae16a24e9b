package dev.berth.cards.analysis;

import dev.berth.cards.analysis.MetricTable.Row;
import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.cards.document.DocumentSection;
import dev.berth.charts.Chart;
import dev.berth.charts.ChartAxis;
import dev.berth.evaluation.auc.IdentityAnalysis;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Differences between groups, and areas under the ROC curve for each identity group.
///
/// Source of the charts: Mitchell and others, *Model Cards for Model Reporting*, 2019, figure 3
/// (*Toxicity in Text*).
final class FairnessSections {
    /// Areas that are charted side by side, in this order.
    private static final List<String> AREAS =
            List.of("subgroup-auc", "bpsn-auc", "bnsp-auc", "pinned-auc");

    /// Charts of a comparison without areas.
    private static final int CHARTS_MAX = 2;

    private static final String DIFFERENCE = "-difference";

    /// The test of a difference between groups has the name of the difference with this instead.
    private static final String P_VALUE = "-p-value";

    private final ReportNumbers numbers;

    FairnessSections(ReportNumbers numbers) {
        this.numbers = numbers;
    }

    /// One section for each column.
    List<DocumentSection> all() {
        return numbers.report().fairness().stream().map(this::section).toList();
    }

    /// Whether the groups are those of columns of their own, and not the values of one column.
    private static boolean isOfColumns(GroupFairness fairness) {
        return fairness.column().equals(IdentityAnalysis.COLUMN);
    }

    /// What divides rows into the groups.
    private static String factor(GroupFairness fairness) {
        return isOfColumns(fairness) ? "group" : fairness.column();
    }

    private DocumentSection section(GroupFairness fairness) {
        List<DocumentBlock> blocks = new ArrayList<>();
        if (!fairness.favourable().isEmpty()) {
            blocks.add(
                    DocumentBlock.paragraph(
                            "The favourable decision is `" + fairness.favourable() + "`."));
        }
        List<Row> rows = fairness.groups().stream().map(group -> row(fairness, group)).toList();
        var table =
                new MetricTable(
                        numbers,
                        "Metrics by " + factor(fairness),
                        isOfColumns(fairness) ? "Group" : fairness.column(),
                        rows,
                        MetricTable.firstMetrics(rows));
        blocks.addAll(table.blocks());
        blocks.addAll(figure(fairness, table, rows));
        if (!fairness.gaps().isEmpty()) {
            blocks.add(gaps(fairness));
        }
        fairness.notes().forEach(note -> blocks.add(DocumentBlock.paragraph(sentence(note))));
        return DocumentSection.of(
                ReportSections.id(numbers, "fairness-" + fairness.column()),
                isOfColumns(fairness)
                        ? "Areas under the ROC curve by group"
                        : "Fairness by " + fairness.column(),
                blocks);
    }

    /// A note with the capital letter and the full stop of a sentence.
    private static String sentence(String note) {
        if (note.isEmpty()) {
            return note;
        }
        int first = note.offsetByCodePoints(0, 1);
        return note.substring(0, first).toUpperCase(Locale.ROOT)
                + note.substring(first)
                + (note.endsWith(".") ? "" : ".");
    }

    private static Row row(GroupFairness fairness, GroupFairness.Group group) {
        return new Row(
                "fairness/" + fairness.column() + "/" + group.name(),
                group.name(),
                isOfColumns(fairness) ? group.name() : fairness.column() + " = " + group.name(),
                group.rows(),
                group.metrics());
    }

    private List<DocumentBlock> figure(GroupFairness fairness, MetricTable table, List<Row> rows) {
        List<String> areas =
                AREAS.stream()
                        .filter(area -> rows.stream().anyMatch(row -> row.find(area).isPresent()))
                        .toList();
        List<String> charted = areas.isEmpty() ? table.charted(CHARTS_MAX) : areas;
        if (charted.isEmpty()) {
            return List.of();
        }
        List<Chart> charts = new ArrayList<>();
        // Areas are compared with each other, and so have a common axis.
        Optional<MetricValue> ofAllRows = numbers.report().all().find("roc-auc");
        ChartAxis ofAreas = table.axis(areas, ofAllRows);
        for (String metric : charted) {
            String title = MetricNames.heading(metric) + " by " + factor(fairness);
            charts.add(
                    areas.isEmpty()
                            ? table.chart(metric, title, numbers.report().all().find(metric))
                            : table.chart(metric, title, ofAllRows, ofAreas));
        }
        return List.of(
                new Figure(
                        ReportSections.id(numbers, "fairness-" + fairness.column() + "-figure"),
                        MetricTable.figureCaption("By " + factor(fairness), charts)
                                + table.leftOut(charted),
                        charts,
                        numbers.sourceId()));
    }

    private DataTable gaps(GroupFairness fairness) {
        Map<String, MetricValue> tests = new LinkedHashMap<>();
        fairness.gaps().stream()
                .filter(gap -> gap.name().endsWith(P_VALUE))
                .forEach(gap -> tests.put(stem(gap.name(), P_VALUE), gap));
        boolean hasTests = !tests.isEmpty();
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(DataTable.text("Difference"));
        columns.add(DataTable.number("Value"));
        if (hasTests) {
            columns.add(DataTable.number("p-value"));
        }
        List<List<CellText>> rows = new ArrayList<>();
        for (MetricValue gap : differences(fairness, tests.keySet())) {
            List<CellText> row = new ArrayList<>();
            row.add(CellText.of(MetricNames.heading(gap.name())));
            row.add(cell(fairness, Optional.of(gap)));
            if (hasTests) {
                row.add(
                        cell(
                                fairness,
                                Optional.ofNullable(tests.get(stem(gap.name(), DIFFERENCE)))));
            }
            rows.add(row);
        }
        return new DataTable(
                isOfColumns(fairness)
                        ? "Summary of the groups"
                        : "Differences between the groups of " + fairness.column(),
                columns,
                rows);
    }

    /// All but the tests that stand beside their difference.
    private static List<MetricValue> differences(GroupFairness fairness, Set<String> tests) {
        Set<String> tested = new HashSet<>();
        for (MetricValue gap : fairness.gaps()) {
            String stem = stem(gap.name(), DIFFERENCE);
            if (tests.contains(stem)) {
                tested.add(stem + P_VALUE);
            }
        }
        return fairness.gaps().stream().filter(gap -> !tested.contains(gap.name())).toList();
    }

    /// The name without a suffix; empty for a name without it.
    private static String stem(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
    }

    private CellText cell(GroupFairness fairness, Optional<MetricValue> gap) {
        return numbers.cell(
                "fairness/" + fairness.column() + "/gaps",
                isOfColumns(fairness) ? "all groups" : "the groups of " + fairness.column(),
                gap);
    }
}
