package dev.berth.cards.comparison;

import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.comparison.PairedTest;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Tables of a comparison.
final class ComparisonTables {
    /// More rows than a reader compares; the others are in the comparison as JSON.
    private static final int SLICES_MAX = 100;

    /// Costs with their headings, by their names in limits.
    private enum Cost {
        P50("p50-ms", "p50", "ms"),
        P99("p99-ms", "p99", "ms"),
        THROUGHPUT("records-per-second", "Records/s", ""),
        MEMORY("memory-mib", "Memory", "MiB"),
        SIZE("size-mib", "Size", "MiB"),
        ENERGY("joules-per-1000", "Energy of 1,000", "J");

        private final String key;
        private final String heading;
        private final String unit;

        Cost(String key, String heading, String unit) {
            this.key = key;
            this.heading = heading;
            this.unit = unit;
        }
    }

    private final ComparisonNumbers numbers;
    private final Comparison comparison;

    ComparisonTables(ComparisonNumbers numbers) {
        this.numbers = numbers;
        this.comparison = numbers.comparison();
    }

    /// Objective, standing and limits of each candidate.
    DataTable candidates() {
        List<List<CellText>> rows = new ArrayList<>();
        for (CandidateResult candidate : comparison.candidates()) {
            rows.add(
                    List.of(
                            CellText.of(candidate.name()),
                            numbers.metric(candidate, SliceResult.ALL, comparison.objective()),
                            CellText.of(candidate.interpretability().label()),
                            CellText.of(
                                    comparison.front().contains(candidate.name()) ? "yes" : "no"),
                            limits(candidate)));
        }
        return new DataTable(
                "Candidates",
                List.of(
                        DataTable.text("Candidate"),
                        DataTable.number(MetricNames.heading(comparison.objective())),
                        DataTable.text("Interpretability, declared"),
                        DataTable.text("Pareto front"),
                        DataTable.text("Limits")),
                rows);
    }

    private CellText limits(CandidateResult candidate) {
        if (comparison.limits().isEmpty()) {
            return CellText.of("none declared");
        }
        return candidate.keepsLimits()
                ? CellText.of("kept")
                : CellText.sentence("breaks " + codes(candidate.broken()));
    }

    private static String codes(List<Limit> limits) {
        return limits.stream()
                .map(limit -> "`" + limit.text(SliceResult.ALL) + "`")
                .collect(Collectors.joining(", "));
    }

    /// What each candidate costs to run.
    List<DocumentBlock> costs() {
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(DataTable.text("Candidate"));
        for (Cost cost : Cost.values()) {
            columns.add(DataTable.number(cost.heading));
        }
        List<List<CellText>> rows = new ArrayList<>();
        for (CandidateResult candidate : comparison.candidates()) {
            List<CellText> row = new ArrayList<>();
            row.add(CellText.of(candidate.name()));
            for (Cost cost : Cost.values()) {
                row.add(cost(candidate, cost));
            }
            rows.add(row);
        }
        List<DocumentBlock> blocks = new ArrayList<>();
        blocks.add(new DataTable("Costs of each candidate, measured", columns, rows));
        if (comparison.candidates().stream().anyMatch(each -> each.costs().isEnergyEstimated())) {
            blocks.add(
                    DocumentBlock.paragraph(
                            "Energy marked ~ is estimated from processor time: the machine shows no"
                                    + " energy counters."));
        }
        return blocks;
    }

    private CellText cost(CandidateResult candidate, Cost cost) {
        Double value = candidate.costs().measures().get(cost.key);
        if (value == null) {
            return CellText.of("–");
        }
        String mark = cost == Cost.ENERGY && candidate.costs().isEnergyEstimated() ? "~ " : "";
        return CellText.of(
                numbers.plain(
                        candidate.name(),
                        "costs/" + cost.key,
                        cost.key,
                        value,
                        mark + NumberText.withUnit(NumberText.decimal(value), cost.unit)));
    }

    /// Each metric of all rows.
    DataTable metrics() {
        List<List<CellText>> rows = new ArrayList<>();
        for (MetricValue metric : comparison.candidates().getFirst().report().all().metrics()) {
            List<CellText> row = new ArrayList<>();
            row.add(CellText.of(MetricNames.heading(metric.name())));
            for (CandidateResult candidate : comparison.candidates()) {
                row.add(numbers.metric(candidate, SliceResult.ALL, metric.name()));
            }
            rows.add(row);
        }
        return new DataTable("Metrics of all rows", ofCandidates("Metric"), rows);
    }

    private List<DataTable.Column> ofCandidates(String... before) {
        List<DataTable.Column> columns = new ArrayList<>();
        for (int i = 0; i < before.length; i++) {
            columns.add(i == 0 ? DataTable.text(before[i]) : DataTable.number(before[i]));
        }
        comparison.candidates().forEach(each -> columns.add(DataTable.number(each.name())));
        return columns;
    }

    /// The objective of each slice; empty without slices.
    List<DocumentBlock> slices() {
        List<SliceResult> slices = comparison.candidates().getFirst().report().slices();
        if (slices.size() < 2) {
            return List.of();
        }
        List<List<CellText>> rows = new ArrayList<>();
        for (SliceResult slice : slices.subList(1, Math.min(slices.size(), SLICES_MAX + 1))) {
            List<CellText> row = new ArrayList<>();
            row.add(CellText.of(slice.name()));
            row.add(CellText.of(numbers.rows(slice)));
            for (CandidateResult candidate : comparison.candidates()) {
                row.add(numbers.metric(candidate, slice.name(), comparison.objective()));
            }
            rows.add(row);
        }
        List<DocumentBlock> blocks = new ArrayList<>();
        blocks.add(
                new DataTable(
                        MetricNames.heading(comparison.objective()) + " by slice",
                        ofCandidates("Slice", "Rows"),
                        rows));
        if (slices.size() - 1 > SLICES_MAX) {
            blocks.add(
                    DocumentBlock.paragraph(
                            (slices.size() - 1 - SLICES_MAX)
                                    + " more are in what `berth compare --json` prints."));
        }
        return blocks;
    }

    /// The paired tests of each pair.
    DataTable tests() {
        List<List<CellText>> rows = new ArrayList<>();
        for (PairedTest test : comparison.tests()) {
            rows.add(
                    List.of(
                            CellText.of(ComparisonNumbers.pair(test)),
                            CellText.of(MetricNames.heading(test.measure())),
                            CellText.of(numbers.difference(test)),
                            CellText.of(numbers.pValue(test)),
                            CellText.of(test.method().label()),
                            CellText.of(numbers.units(test))));
        }
        return new DataTable(
                "Differences on the same rows",
                List.of(
                        DataTable.text("Pair"),
                        DataTable.text("Measure"),
                        DataTable.number("Difference"),
                        DataTable.number("p, corrected"),
                        DataTable.text("Test"),
                        DataTable.number("Rows")),
                rows);
    }
}
