package dev.berth.cards.assembly;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.NumberSource.SourceFact;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Numbers of one report, with the report as their origin.
///
/// @param file of the report
public record ReportNumbers(EvaluationFile file) {

    public EvaluationReport report() {
        return file.report();
    }

    /// [NumberSource#id] of the report.
    public String sourceId() {
        return "evaluation " + report().name();
    }

    /// The origin of all numbers of the report.
    public NumberSource source() {
        Provenance origin = report().provenance();
        List<SourceFact> facts = new ArrayList<>();
        facts.add(new SourceFact("command", "Command", origin.command()));
        facts.add(new SourceFact("data", "Data", origin.dataFile()));
        facts.add(new SourceFact("dataSha256", "SHA-256 of the data", origin.dataSha256()));
        origin.tables()
                .forEach(
                        table ->
                                facts.add(
                                        new SourceFact(
                                                "tableSha256/" + table.file(),
                                                "SHA-256 of " + table.file(),
                                                table.sha256())));
        facts.add(
                new SourceFact(
                        "subject",
                        MetricNames.heading(report().subject().kind().label()),
                        report().subject().toString()));
        facts.add(new SourceFact("modelSha256", "SHA-256 of the model", origin.modelSha256()));
        facts.add(
                new SourceFact(
                        "machine", "Machine", origin.machine().map(Machine::toString).orElse("")));
        facts.add(new SourceFact("date", "Date", origin.date().map(Instant::toString).orElse("")));
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
        if (origin.batchRows() > 0) {
            facts.add(
                    new SourceFact(
                            "batchRows",
                            "Records of a request",
                            NumberText.count(origin.batchRows())));
        }
        return new NumberSource(sourceId(), file.file(), facts);
    }

    /// A metric.
    ///
    /// @param path within the report, unique, such as `slices/all`
    /// @param of whose metric it is, such as `all rows`
    public MeasuredNumber metric(String path, String of, MetricValue metric) {
        return metric(path, of, metric, List.of());
    }

    /// A metric that others of the same rows explain.
    ///
    /// @param beside the metrics of the same rows
    public MeasuredNumber metric(
            String path, String of, MetricValue metric, List<MetricValue> beside) {
        return MetricNumbers.of(
                report().name() + "/" + path + "/" + metric.name(),
                of,
                metric,
                MetricNumbers.remark(metric, beside),
                sourceId());
    }

    /// A number of rows.
    public MeasuredNumber rows(String path, String of, long rows) {
        return plain(path + "/rows", "rows of " + of, (double) rows, NumberText.count(rows));
    }

    /// A number without an interval.
    public MeasuredNumber plain(String path, String label, double value, String text) {
        return new MeasuredNumber(
                report().name() + "/" + path,
                label,
                value,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "",
                text,
                "",
                sourceId());
    }

    /// The cell of a metric; a dash where there is none.
    public CellText cell(String path, String of, Optional<MetricValue> metric) {
        return cell(path, of, metric, List.of());
    }

    /// The cell of a metric that others of the same rows explain.
    public CellText cell(
            String path, String of, Optional<MetricValue> metric, List<MetricValue> beside) {
        return metric.map(value -> CellText.of(metric(path, of, value, beside)))
                .orElse(CellText.of("–"));
    }
}
