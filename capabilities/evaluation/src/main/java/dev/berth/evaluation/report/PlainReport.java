package dev.berth.evaluation.report;

import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.report.Curves.Point;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import dev.berth.scoring.prediction.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Conversion of reports to JSON's values. What is empty is left out; a number that is NaN is null.
final class PlainReport {
    private final Map<String, @Nullable Object> plain = new LinkedHashMap<>();

    private PlainReport() {}

    static Map<String, @Nullable Object> of(EvaluationReport report) {
        return new PlainReport()
                .put("format", EvaluationReport.FORMAT)
                .put("name", report.name())
                .put("subject", subject(report.subject()))
                .put("task", report.task().label())
                .put("provenance", provenance(report.provenance()))
                .put("rows", rows(report.rows()))
                .putAll("slices", report.slices(), PlainReport::slice)
                .putAll("fairness", report.fairness(), PlainReport::fairness)
                .putAll("foundSlices", report.foundSlices(), PlainReport::foundSlice)
                .putAll("robustness", report.robustness(), PlainReport::robustness)
                .putAll("explanations", report.explanations(), PlainReport::explanation)
                .putAll("templates", report.templates(), PlainReport::template)
                .putAll("findings", report.findings(), PlainReport::finding)
                .putIfPresent("timing", report.timing().map(PlainReport::timing))
                .plain;
    }

    private PlainReport put(String key, Object value) {
        plain.put(key, value);
        return this;
    }

    private PlainReport putText(String key, String text) {
        if (!text.isEmpty()) {
            plain.put(key, text);
        }
        return this;
    }

    private PlainReport putNumber(String key, double number) {
        plain.put(key, Double.isNaN(number) ? null : (Object) number);
        return this;
    }

    private PlainReport putIfPresent(String key, Optional<?> value) {
        value.ifPresent(present -> plain.put(key, present));
        return this;
    }

    private <T> PlainReport putAll(
            String key, List<T> elements, Function<T, Map<String, @Nullable Object>> convert) {
        if (!elements.isEmpty()) {
            plain.put(key, elements.stream().map(convert).toList());
        }
        return this;
    }

    private static Map<String, @Nullable Object> subject(Subject subject) {
        return new PlainReport()
                .put("kind", subject.kind().label())
                .put("name", subject.name())
                .putText("version", subject.version())
                .plain;
    }

    private static Map<String, @Nullable Object> provenance(Provenance provenance) {
        return new PlainReport()
                .put("command", provenance.command())
                .put("dataFile", provenance.dataFile())
                .put("dataSha256", provenance.dataSha256())
                .putText("modelSha256", provenance.modelSha256())
                .putIfPresent("machine", provenance.machine().map(Machine::plain))
                .putIfPresent("date", provenance.date().map(Instant::toString))
                .putText("berth", provenance.berthVersion())
                .put("seed", provenance.seed())
                .put("resamples", (long) provenance.resamples())
                .put("confidence", provenance.confidence())
                .put("batchRows", (long) provenance.batchRows())
                .putAll("tables", provenance.tables(), PlainReport::table)
                .plain;
    }

    private static Map<String, @Nullable Object> table(TableDigest table) {
        return new PlainReport().put("file", table.file()).put("sha256", table.sha256()).plain;
    }

    private static Map<String, @Nullable Object> rows(RowCounts rows) {
        return new PlainReport()
                .put("read", rows.read())
                .put("evaluated", rows.evaluated())
                .put("setAside", rows.setAside())
                .putAll(
                        "firstSetAside",
                        rows.firstSetAside(),
                        row ->
                                new PlainReport()
                                        .put("row", row.row())
                                        .putText("column", row.column())
                                        .put("code", row.code())
                                        .put("message", row.message())
                                        .plain)
                .plain;
    }

    static Map<String, @Nullable Object> metric(MetricValue metric) {
        var plain =
                new PlainReport()
                        .put("name", metric.name())
                        .putNumber("value", metric.value())
                        .putIfPresent("reason", metric.reason());
        if (metric.hasInterval()) {
            plain.put("low", metric.low())
                    .put("high", metric.high())
                    .put("method", metric.method().label());
        }
        return plain.putText("unit", metric.unit()).plain;
    }

    private static Map<String, @Nullable Object> slice(SliceResult slice) {
        return new PlainReport()
                .put("name", slice.name())
                .putText("condition", slice.condition())
                .put("rows", slice.rows())
                .put("weight", slice.weight())
                .putAll("metrics", slice.metrics(), PlainReport::metric)
                .putIfPresent("curves", slice.curves().map(PlainReport::curves))
                .plain;
    }

    private static Map<String, @Nullable Object> curves(Curves curves) {
        return new PlainReport()
                .putAll("reliability", curves.reliability(), PlainReport::bin)
                .putAll("roc", curves.roc(), PlainReport::point)
                .putAll("precisionRecall", curves.precisionRecall(), PlainReport::point)
                .plain;
    }

    private static Map<String, @Nullable Object> bin(ReliabilityBin bin) {
        return new PlainReport()
                .put("lower", bin.lower())
                .put("upper", bin.upper())
                .put("rows", bin.rows())
                .put("weight", bin.weight())
                .put("meanScore", bin.meanScore())
                .put("observedRate", bin.observedRate())
                .putNumber("low", bin.low())
                .putNumber("high", bin.high())
                .plain;
    }

    private static Map<String, @Nullable Object> point(Point point) {
        return new PlainReport()
                .put("x", point.x())
                .put("y", point.y())
                .putNumber("threshold", point.threshold())
                .plain;
    }

    private static Map<String, @Nullable Object> fairness(GroupFairness fairness) {
        var plain =
                new PlainReport()
                        .put("column", fairness.column())
                        .putText("favourable", fairness.favourable())
                        .putAll(
                                "groups",
                                fairness.groups(),
                                group ->
                                        new PlainReport()
                                                .put("name", group.name())
                                                .put("rows", group.rows())
                                                .put("weight", group.weight())
                                                .putAll(
                                                        "metrics",
                                                        group.metrics(),
                                                        PlainReport::metric)
                                                .plain)
                        .putAll("gaps", fairness.gaps(), PlainReport::metric);
        if (!fairness.notes().isEmpty()) {
            plain.put("notes", fairness.notes());
        }
        return plain.plain;
    }

    private static Map<String, @Nullable Object> foundSlice(FoundSlice slice) {
        return new PlainReport()
                .put("name", slice.name())
                .put("condition", slice.condition())
                .put("rows", slice.rows())
                .put("inside", metric(slice.inside()))
                .put("outside", metric(slice.outside()))
                .putNumber("effectSize", slice.effectSize())
                .putNumber("pValue", slice.pValue())
                .putNumber("adjustedPValue", slice.adjustedPValue())
                .put("correction", slice.correction())
                .plain;
    }

    private static Map<String, @Nullable Object> robustness(Robustness robustness) {
        return new PlainReport()
                .put("perturbation", robustness.perturbation())
                .putText("description", robustness.description())
                .put("rows", robustness.rows())
                .putAll(
                        "changes",
                        robustness.changes(),
                        change ->
                                new PlainReport()
                                        .put("original", metric(change.original()))
                                        .put("perturbed", metric(change.perturbed()))
                                        .put("difference", metric(change.difference()))
                                        .plain)
                .plain;
    }

    private static Map<String, @Nullable Object> explanation(Explanation explanation) {
        return new PlainReport()
                .put("method", explanation.method())
                .put("output", explanation.output())
                .put("rows", explanation.rows())
                .putAll(
                        "importances",
                        explanation.importances(),
                        each ->
                                new PlainReport()
                                        .put("input", each.input())
                                        .put("value", metric(each.value()))
                                        .plain)
                .putAll(
                        "dependences",
                        explanation.dependences(),
                        each ->
                                new PlainReport()
                                        .put("input", each.input())
                                        .putAll("points", each.points(), PlainReport::dependence)
                                        .plain)
                .plain;
    }

    private static Map<String, @Nullable Object> dependence(Explanation.Point point) {
        return new PlainReport()
                .put("input", point.input())
                .put("output", metric(point.output()))
                .plain;
    }

    private static Map<String, @Nullable Object> template(TemplateResult template) {
        return new PlainReport()
                .put("name", template.name())
                .put("template", template.template())
                .putAll(
                        "terms",
                        template.terms(),
                        term ->
                                new PlainReport()
                                        .put("term", term.term())
                                        .putText("group", term.group())
                                        .put("rows", term.rows())
                                        .putAll("metrics", term.metrics(), PlainReport::metric)
                                        .plain)
                .putAll("gaps", template.gaps(), PlainReport::metric)
                .plain;
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        return new PlainReport()
                .put("kind", finding.kind().label())
                .put("subject", finding.subject())
                .put("message", finding.message())
                .put("evidence", metric(finding.evidence()))
                .plain;
    }

    private static Map<String, @Nullable Object> timing(Timing timing) {
        return new PlainReport()
                .put("seconds", timing.seconds())
                .put("rowsPerSecond", timing.rowsPerSecond())
                .plain;
    }
}
