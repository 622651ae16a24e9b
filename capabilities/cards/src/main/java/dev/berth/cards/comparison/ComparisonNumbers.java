package dev.berth.cards.comparison;

import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.assembly.MetricNumbers;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.NumberSource.SourceFact;
import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.PairedTest;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.SliceResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Numbers of a comparison, all of one origin: the run of the comparison.
record ComparisonNumbers(Comparison comparison, CostSetting setting) {
    private static final String SOURCE = "comparison";

    /// Smaller p-values are shown as this bound.
    private static final double P_VALUE_MIN = 1e-4;

    String sourceId() {
        return SOURCE;
    }

    Provenance provenance() {
        return comparison.candidates().getFirst().report().provenance();
    }

    /// The objective in words, such as `ROC AUC`.
    String objective() {
        return MetricNames.shown(comparison.objective());
    }

    NumberSource source() {
        Provenance origin = provenance();
        List<SourceFact> facts = new ArrayList<>();
        facts.add(new SourceFact("command", "Command", origin.command()));
        facts.add(new SourceFact("data", "Data", origin.dataFile()));
        facts.add(new SourceFact("dataSha256", "SHA-256 of the data", origin.dataSha256()));
        for (CandidateResult candidate : comparison.candidates()) {
            facts.add(
                    new SourceFact(
                            "modelSha256/" + candidate.name(),
                            "SHA-256 of " + candidate.name(),
                            candidate.report().provenance().modelSha256()));
        }
        facts.add(
                new SourceFact(
                        "machine", "Machine", origin.machine().map(Machine::toString).orElse("")));
        facts.add(
                new SourceFact(
                        "date",
                        "Date",
                        comparison
                                .candidates()
                                .getLast()
                                .report()
                                .provenance()
                                .date()
                                .map(Instant::toString)
                                .orElse("")));
        facts.add(new SourceFact("berth", "Berth", origin.berthVersion()));
        facts.add(
                new SourceFact(
                        "intervals",
                        "Intervals",
                        NumberText.percent(origin.confidence())
                                + ", "
                                + NumberText.count(origin.resamples())
                                + " resamples, seed "
                                + origin.seed()));
        facts.add(
                new SourceFact(
                        "costs",
                        "Costs",
                        setting.duration().toMillis() / 1e3
                                + " s of each candidate; batches of "
                                + setting.batchRows()
                                + " records, "
                                + setting.requests()
                                + " at a time"));
        return new NumberSource(SOURCE, "", facts);
    }

    /// The cell of a candidate's metric of a slice; a dash where it has none.
    CellText metric(CandidateResult candidate, String slice, String metric) {
        return candidate
                .report()
                .findMetric(slice, metric)
                .map(value -> CellText.of(number(candidate, slice, value)))
                .orElse(CellText.of("–"));
    }

    private static MeasuredNumber number(
            CandidateResult candidate, String slice, MetricValue metric) {
        return MetricNumbers.of(
                candidate.name() + "/slices/" + slice + "/" + metric.name(),
                slice.equals(SliceResult.ALL) ? candidate.name() : candidate.name() + ", " + slice,
                metric,
                SOURCE);
    }

    /// The objective of all rows.
    MeasuredNumber objective(CandidateResult candidate) {
        return number(
                candidate, SliceResult.ALL, candidate.metric(comparison.objective()).orElseThrow());
    }

    /// A number without an interval.
    ///
    /// @param id unique among those of the candidate
    MeasuredNumber plain(String of, String id, String what, double value, String text) {
        return new MeasuredNumber(
                of + "/" + id,
                what + " of " + of,
                value,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "",
                text,
                "",
                SOURCE);
    }

    MeasuredNumber rows(SliceResult slice) {
        return plain(
                slice.name(),
                "rows",
                "rows",
                (double) slice.rows(),
                NumberText.count(slice.rows()));
    }

    /// The difference of a pair with its interval.
    MeasuredNumber difference(PairedTest test) {
        boolean hasInterval = !Double.isNaN(test.low());
        return new MeasuredNumber(
                id(test) + "/difference",
                "difference in " + test.measure() + " of " + pair(test),
                test.difference(),
                hasInterval ? OptionalDouble.of(test.low()) : OptionalDouble.empty(),
                hasInterval ? OptionalDouble.of(test.high()) : OptionalDouble.empty(),
                "",
                signed(test.difference()),
                hasInterval ? signed(test.low()) + " to " + signed(test.high()) : "",
                SOURCE);
    }

    /// The p-value of a pair, corrected for the number of pairs.
    MeasuredNumber pValue(PairedTest test) {
        return new MeasuredNumber(
                id(test) + "/adjusted-p",
                "corrected p of " + test.measure() + " of " + pair(test),
                test.adjustedPValue(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "",
                test.adjustedPValue() < P_VALUE_MIN
                        ? "< 0.0001"
                        : NumberText.decimal(test.adjustedPValue()),
                "",
                SOURCE);
    }

    MeasuredNumber units(PairedTest test) {
        return plain(
                pair(test),
                test.measure() + "/rows",
                "rows",
                (double) test.units(),
                NumberText.count(test.units()));
    }

    private static String id(PairedTest test) {
        return "tests/" + test.first() + "/" + test.second() + "/" + test.measure();
    }

    static String pair(PairedTest test) {
        return test.first() + " − " + test.second();
    }

    /// With its sign.
    static String signed(double number) {
        return (number > 0 ? "+" : "") + NumberText.decimal(number);
    }

    /// The test by which two candidates are ranked: that of the objective, otherwise of the loss.
    Optional<PairedTest> test(String one, String other) {
        return comparison
                .findTest(comparison.objective(), one, other)
                .or(() -> comparison.findTest("loss", one, other));
    }
}
