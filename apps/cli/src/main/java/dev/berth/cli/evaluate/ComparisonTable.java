package dev.berth.cli.evaluate;

import dev.berth.cards.comparison.ComparisonAnswer;
import dev.berth.cards.comparison.CostSetting;
import dev.berth.cards.document.InlineText;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.Costs;
import dev.berth.evaluation.comparison.PairedTest;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Comparison as text: candidates with objective and costs, slices, tests, the answer.
final class ComparisonTable {
    private static final int SLICES_MAX = 40;

    private ComparisonTable() {}

    static void print(Comparison comparison, CostSetting setting, PrintStream out) {
        printCandidates(comparison, out);
        printSlices(comparison, out);
        printTests(comparison, out);
        out.println();
        ComparisonAnswer.of(comparison, setting)
                .forEach(pieces -> out.println(InlineText.plain(pieces)));
    }

    private static void printCandidates(Comparison comparison, PrintStream out) {
        var table =
                new Table(
                        "candidate",
                        comparison.objective(),
                        "interval",
                        "p50 ms",
                        "p99 ms",
                        "records/s",
                        "memory",
                        "size",
                        "J/1000",
                        "interpretability",
                        "front",
                        "limits");
        for (CandidateResult candidate : comparison.candidates()) {
            Costs costs = candidate.costs();
            table.row(
                    candidate.name(),
                    candidate
                            .metric(comparison.objective())
                            .map(metric -> number(metric.value()))
                            .orElse("-"),
                    candidate
                            .metric(comparison.objective())
                            .filter(MetricValue::hasInterval)
                            .map(metric -> number(metric.low()) + " to " + number(metric.high()))
                            .orElse(""),
                    Quantities.digits(costs.p50Millis()),
                    Quantities.digits(costs.p99Millis()),
                    Quantities.digits(costs.recordsPerSecond()),
                    costs.memoryBytes().isPresent()
                            ? Quantities.bytes(costs.memoryBytes().getAsLong())
                            : "-",
                    costs.sizeBytes().isPresent()
                            ? Quantities.bytes(costs.sizeBytes().getAsLong())
                            : "-",
                    costs.joulesPerThousand().isPresent()
                            ? (costs.isEnergyEstimated() ? "~" : "")
                                    + Quantities.digits(costs.joulesPerThousand().getAsDouble())
                            : "-",
                    candidate.interpretability().label(),
                    comparison.front().contains(candidate.name()) ? "yes" : "",
                    candidate.keepsLimits()
                            ? "kept"
                            : candidate.broken().stream()
                                    .map(limit -> limit.text(SliceResult.ALL))
                                    .collect(Collectors.joining(", ", "not ", "")));
        }
        table.print(out);
        if (comparison.candidates().stream().anyMatch(each -> each.costs().isEnergyEstimated())) {
            out.println("~ estimated from processor time: this machine shows no energy counters");
        }
    }

    private static void printSlices(Comparison comparison, PrintStream out) {
        List<SliceResult> slices = comparison.candidates().getFirst().report().slices();
        if (slices.size() < 2) {
            return;
        }
        out.println();
        List<String> headings = new ArrayList<>(List.of(comparison.objective(), "rows"));
        comparison.candidates().forEach(each -> headings.add(each.name()));
        var table = new Table(headings.toArray(String[]::new));
        for (SliceResult slice : slices.subList(1, Math.min(slices.size(), SLICES_MAX + 1))) {
            List<String> cells =
                    new ArrayList<>(List.of(slice.name(), Long.toString(slice.rows())));
            for (CandidateResult candidate : comparison.candidates()) {
                cells.add(
                        candidate
                                .report()
                                .findMetric(slice.name(), comparison.objective())
                                .filter(MetricValue::isDefined)
                                .map(metric -> number(metric.value()))
                                .orElse("-"));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print(out);
        if (slices.size() - 1 > SLICES_MAX) {
            out.println("and " + (slices.size() - 1 - SLICES_MAX) + " slices more: --json");
        }
    }

    private static void printTests(Comparison comparison, PrintStream out) {
        out.println();
        var table = new Table("test", "of", "difference", "interval", "p, corrected", "method");
        for (PairedTest test : comparison.tests()) {
            table.row(
                    test.first() + " - " + test.second(),
                    test.measure(),
                    signed(test.difference()),
                    signed(test.low()) + " to " + signed(test.high()),
                    test.adjustedPValue() < 0.0001 ? "< 0.0001" : number(test.adjustedPValue()),
                    test.method().label() + ", " + test.units() + " rows");
        }
        table.print(out);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }

    private static String signed(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%+.4f", number);
    }
}
