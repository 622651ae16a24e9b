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
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.report.TemplateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Robustness, explanations and template tests.
final class FurtherSections {
    /// As examples; the report has all.
    private static final int SENTENCES_SHOWN = 3;

    private final ReportNumbers numbers;

    FurtherSections(ReportNumbers numbers) {
        this.numbers = numbers;
    }

    List<DocumentSection> all() {
        List<DocumentSection> sections = new ArrayList<>();
        if (!numbers.report().robustness().isEmpty()) {
            sections.add(
                    DocumentSection.of(
                            ReportSections.id(numbers, "robustness"), "Robustness", robustness()));
        }
        for (Explanation explanation : numbers.report().explanations()) {
            sections.add(explanation(explanation));
        }
        for (TemplateResult template : numbers.report().templates()) {
            sections.add(template(template));
        }
        return sections;
    }

    /// A table for each perturbation.
    private List<DocumentBlock> robustness() {
        List<DocumentBlock> tables = new ArrayList<>();
        for (Robustness each : numbers.report().robustness()) {
            String path = "robustness/" + each.perturbation();
            List<List<CellText>> rows = new ArrayList<>();
            for (Robustness.Change change : each.changes()) {
                rows.add(
                        List.of(
                                CellText.of(MetricNames.heading(change.original().name())),
                                number(
                                        path + "/original",
                                        "the rows of " + each.perturbation(),
                                        change.original()),
                                number(
                                        path + "/perturbed",
                                        each.perturbation(),
                                        change.perturbed()),
                                number(
                                        path + "/difference",
                                        "the change by " + each.perturbation(),
                                        change.difference())));
            }
            tables.add(
                    new DataTable(
                            "Quality with "
                                    + each.perturbation()
                                    + (each.description().isEmpty()
                                            ? ""
                                            : ": " + each.description()),
                            List.of(
                                    DataTable.text("Metric"),
                                    DataTable.number("Original"),
                                    DataTable.number("Perturbed"),
                                    DataTable.number("Difference")),
                            rows));
        }
        return tables;
    }

    private CellText number(String path, String of, MetricValue value) {
        return CellText.of(numbers.metric(path, of, value));
    }

    private DocumentSection explanation(Explanation explanation) {
        String method = MetricNames.heading(explanation.method());
        String path = "explanations/" + explanation.method() + "/" + explanation.output();
        List<DocumentBlock> blocks = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (Explanation.Importance importance : explanation.importances()) {
            rows.add(
                    new Row(
                            path + "/" + importance.input(),
                            importance.input(),
                            importance.input(),
                            explanation.rows(),
                            List.of(importance.value())));
        }
        if (!rows.isEmpty()) {
            blocks.addAll(importances(explanation, method, rows));
        }
        List<Chart> charts = new ArrayList<>();
        for (Explanation.Dependence dependence : explanation.dependences()) {
            charts.add(dependence(explanation, dependence));
        }
        if (!charts.isEmpty()) {
            blocks.add(
                    new Figure(
                            figureId(explanation, "dependence"),
                            "Mean " + explanation.output() + " by input, with intervals",
                            charts,
                            numbers.sourceId()));
        }
        return DocumentSection.of(
                ReportSections.id(numbers, explanation.method() + "-" + explanation.output()),
                method + " of " + explanation.output(),
                blocks);
    }

    private String figureId(Explanation explanation, String what) {
        return ReportSections.id(
                numbers, explanation.method() + "-" + explanation.output() + "-" + what);
    }

    private List<DocumentBlock> importances(
            Explanation explanation, String method, List<Row> rows) {
        List<String> metrics = MetricTable.firstMetrics(rows);
        var table =
                new MetricTable(
                        numbers,
                        method + " by input, for " + explanation.output(),
                        "Input",
                        rows,
                        metrics);
        List<DocumentBlock> blocks = new ArrayList<>(table.blocks());
        blocks.add(
                new Figure(
                        figureId(explanation, "figure"),
                        method + " by input, with intervals",
                        List.of(table.chart(metrics.getFirst(), method, Optional.empty())),
                        numbers.sourceId()));
        return blocks;
    }

    private Chart dependence(Explanation explanation, Explanation.Dependence dependence) {
        List<Row> rows = new ArrayList<>();
        for (Explanation.Point point : dependence.points()) {
            rows.add(
                    new Row(
                            "",
                            dependence.input() + " = " + point.input(),
                            "",
                            0,
                            List.of(point.output().withName(explanation.output()))));
        }
        return new MetricTable(numbers, "", "", rows, List.of())
                .chart(
                        explanation.output(),
                        "Mean " + explanation.output() + " by " + dependence.input(),
                        Optional.empty());
    }

    private DocumentSection template(TemplateResult template) {
        List<Row> rows = new ArrayList<>();
        for (TemplateResult.Term term : template.terms()) {
            String name = term.group().isEmpty() ? term.term() : term.term() + ", " + term.group();
            rows.add(
                    new Row(
                            "templates/" + template.name() + "/" + term.term(),
                            name,
                            "sentences with " + term.term(),
                            term.rows(),
                            term.metrics()));
        }
        List<String> metrics = MetricTable.firstMetrics(rows);
        var table =
                new MetricTable(
                        numbers, "Scores of sentences by the term in them", "Term", rows, metrics);
        List<DocumentBlock> blocks = new ArrayList<>();
        blocks.add(DocumentBlock.paragraph(sentences(template)));
        blocks.addAll(table.blocks());
        if (!metrics.isEmpty()) {
            blocks.add(
                    new Figure(
                            ReportSections.id(numbers, "template-" + template.name() + "-figure"),
                            "By term, with intervals",
                            List.of(
                                    table.chart(
                                            metrics.getFirst(),
                                            MetricNames.heading(metrics.getFirst()) + " by term",
                                            Optional.empty())),
                            numbers.sourceId()));
        }
        if (!template.gaps().isEmpty()) {
            blocks.add(gaps(template));
        }
        return DocumentSection.of(
                ReportSections.id(numbers, "template-" + template.name()),
                "Template test " + template.name(),
                blocks);
    }

    /// The first templates, and how many there are.
    private static String sentences(TemplateResult template) {
        List<String> all = template.template().replace('`', '\'').lines().toList();
        String first =
                all.stream()
                        .limit(SENTENCES_SHOWN)
                        .map(each -> "`" + each + "`")
                        .collect(Collectors.joining(", "));
        return "Sentences in which a term is swapped for others: "
                + first
                + (all.size() > SENTENCES_SHOWN
                        ? " and " + (all.size() - SENTENCES_SHOWN) + " more"
                        : "")
                + ".";
    }

    private DataTable gaps(TemplateResult template) {
        List<List<CellText>> rows = new ArrayList<>();
        for (MetricValue gap : template.gaps()) {
            rows.add(
                    List.of(
                            CellText.of(MetricNames.heading(gap.name())),
                            number("templates/" + template.name() + "/gaps", "terms", gap)));
        }
        return new DataTable(
                "Differences between terms",
                List.of(DataTable.text("Difference"), DataTable.number("Value")),
                rows);
    }
}
