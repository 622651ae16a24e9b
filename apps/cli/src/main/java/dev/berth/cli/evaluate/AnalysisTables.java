package dev.berth.cli.evaluate;

import dev.berth.cli.console.Table;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.Explanation.Importance;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.GroupFairness.Group;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.report.Robustness.Change;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.evaluation.report.TemplateResult.Term;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Further analyses of a report as text: groups, slices that were found, robustness, explanations,
/// templates, and at the end what an evaluation warns of.
final class AnalysisTables {
    /// Inputs of an explanation that a terminal has room for; the report has all.
    private static final int INPUTS_SHOWN = 10;

    private static final int METRICS_SHOWN = 4;

    private AnalysisTables() {}

    static void print(EvaluationReport report, PrintStream out) {
        report.fairness().forEach(each -> printFairness(each, out));
        if (!report.foundSlices().isEmpty()) {
            printFoundSlices(report.foundSlices(), out);
        }
        report.robustness().forEach(each -> printRobustness(each, out));
        report.explanations().forEach(each -> printExplanation(each, out));
        report.templates().forEach(each -> printTemplates(each, out));
        printFindings(report.findings(), out);
    }

    private static void printFairness(GroupFairness fairness, PrintStream out) {
        if (fairness.groups().isEmpty()) {
            return;
        }
        out.println();
        out.println(
                fairness.column()
                        + (fairness.favourable().isEmpty()
                                ? ""
                                : ", favourable: " + fairness.favourable()));
        List<String> names =
                fairness.groups().getFirst().metrics().stream()
                        .map(MetricValue::name)
                        .limit(METRICS_SHOWN)
                        .toList();
        var groups = new Table(headings(Stream.of("group", "rows"), names));
        for (Group group : fairness.groups()) {
            groups.row(
                    cells(
                            List.of(group.name(), Long.toString(group.rows())),
                            group.metrics(),
                            names));
        }
        groups.print(out);
        out.println();
        var gaps = new Table("gap", "value", "interval");
        for (MetricValue gap : fairness.gaps()) {
            gaps.row(gap.name(), EvaluationTable.value(gap), EvaluationTable.interval(gap));
        }
        gaps.print(out);
        fairness.notes().forEach(note -> out.println("note: " + note));
    }

    private static String[] headings(Stream<String> first, List<String> metrics) {
        return Stream.concat(first, metrics.stream().flatMap(name -> Stream.of(name, "")))
                .toArray(String[]::new);
    }

    private static String[] cells(
            List<String> first, List<MetricValue> metrics, List<String> names) {
        List<String> cells = new ArrayList<>(first);
        for (MetricValue metric : metrics) {
            if (names.contains(metric.name())) {
                cells.add(EvaluationTable.value(metric));
                cells.add(EvaluationTable.interval(metric));
            }
        }
        return cells.toArray(String[]::new);
    }

    private static void printFoundSlices(List<FoundSlice> slices, PrintStream out) {
        out.println();
        String metric = slices.getFirst().inside().name();
        var table =
                new Table("worse slice", "rows", metric, "elsewhere", "effect size", "p, adjusted");
        for (FoundSlice slice : slices) {
            table.row(
                    slice.name(),
                    Long.toString(slice.rows()),
                    EvaluationTable.value(slice.inside()),
                    EvaluationTable.value(slice.outside()),
                    EvaluationTable.number(slice.effectSize()),
                    EvaluationTable.number(slice.adjustedPValue()));
        }
        table.print(out);
    }

    private static void printRobustness(Robustness robustness, PrintStream out) {
        out.println();
        out.println(
                robustness.perturbation()
                        + ": "
                        + robustness.description()
                        + ", "
                        + robustness.rows()
                        + " rows");
        var table = new Table("metric", "original", "perturbed", "difference", "interval");
        for (Change change : robustness.changes()) {
            table.row(
                    change.original().name(),
                    EvaluationTable.value(change.original()),
                    EvaluationTable.value(change.perturbed()),
                    EvaluationTable.value(change.difference()),
                    EvaluationTable.interval(change.difference()));
        }
        table.print(out);
    }

    private static void printExplanation(Explanation explanation, PrintStream out) {
        if (explanation.importances().isEmpty()) {
            return;
        }
        out.println();
        out.println(
                explanation.method()
                        + " of "
                        + explanation.output()
                        + ", "
                        + explanation.rows()
                        + (explanation.rows() == 1 ? " row" : " rows"));
        var table =
                new Table("input", explanation.importances().getFirst().value().name(), "interval");
        explanation.importances().stream()
                .limit(INPUTS_SHOWN)
                .forEach(
                        (Importance each) ->
                                table.row(
                                        each.input(),
                                        EvaluationTable.value(each.value()),
                                        EvaluationTable.interval(each.value())));
        table.print(out);
    }

    private static void printTemplates(TemplateResult templates, PrintStream out) {
        out.println();
        out.println("templates " + templates.name());
        List<String> names =
                templates.terms().getFirst().metrics().stream()
                        .map(MetricValue::name)
                        .limit(METRICS_SHOWN)
                        .toList();
        var terms = new Table(headings(Stream.of("term", "group"), names));
        for (Term term : templates.terms()) {
            terms.row(cells(List.of(term.term(), term.group()), term.metrics(), names));
        }
        terms.print(out);
        out.println();
        var gaps = new Table("gap", "value", "interval");
        for (MetricValue gap : templates.gaps()) {
            gaps.row(gap.name(), EvaluationTable.value(gap), EvaluationTable.interval(gap));
        }
        gaps.print(out);
    }

    private static void printFindings(List<Finding> findings, PrintStream out) {
        if (findings.isEmpty()) {
            return;
        }
        out.println();
        for (Finding finding : findings) {
            out.println("warning: " + finding.message());
        }
    }
}
