package dev.berth.evaluation.report;

import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.report.Curves.Point;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import dev.berth.evaluation.report.GroupFairness.Group;
import dev.berth.evaluation.report.MetricValue.Method;
import dev.berth.evaluation.report.RowCounts.SetAsideRow;
import dev.berth.scoring.prediction.Subject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/// Reader of reports from JSON's values. Keys that it does not know are passed over.
final class ReportReader {
    private ReportReader() {}

    static EvaluationReport report(ReportFields in) {
        if (in.count("format") > EvaluationReport.FORMAT) {
            throw ReportFields.invalid(
                    "format: "
                            + in.count("format")
                            + " (expected: "
                            + EvaluationReport.FORMAT
                            + " at most; a newer version of Berth wrote the report)");
        }
        String name = in.text("name");
        Subject subject = subject(in.object("subject"));
        Task task =
                in.choice("task", Task::findByLabel, "one of " + String.join(", ", Task.labels()));
        Provenance provenance = provenance(in.object("provenance"));
        RowCounts rows = rows(in.object("rows"));
        List<SliceResult> slices = in.objects("slices", ReportReader::slice);
        return in.make(
                () ->
                        new EvaluationReport(
                                name,
                                subject,
                                task,
                                provenance,
                                rows,
                                slices,
                                in.objects("fairness", ReportReader::fairness),
                                in.objects("foundSlices", ReportReader::foundSlice),
                                in.objects("robustness", ReportReader::robustness),
                                in.objects("explanations", ReportReader::explanation),
                                in.objects("templates", ReportReader::template),
                                in.objects("findings", ReportReader::finding),
                                in.optionalObject("timing").map(ReportReader::timing)));
    }

    private static Subject subject(ReportFields in) {
        return new Subject(
                in.choice("kind", Subject.Kind::findByLabel, "model or endpoint"),
                in.text("name"),
                in.textOrEmpty("version"));
    }

    private static Provenance provenance(ReportFields in) {
        return in.make(
                () ->
                        new Provenance(
                                in.text("command"),
                                in.text("dataFile"),
                                in.text("dataSha256"),
                                in.textOrEmpty("modelSha256"),
                                in.optionalObject("machine")
                                        .map(machine -> Machine.ofPlain(machine.values())),
                                in.optionalText("date").map(ReportReader::instant),
                                in.textOrEmpty("berth"),
                                in.whole("seed"),
                                Math.toIntExact(Math.min(in.count("resamples"), Integer.MAX_VALUE)),
                                in.number("confidence"),
                                Math.toIntExact(
                                        Math.min(in.countOrZero("batchRows"), Integer.MAX_VALUE)),
                                in.objects("tables", ReportReader::table)));
    }

    private static TableDigest table(ReportFields in) {
        return new TableDigest(in.text("file"), in.text("sha256"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ReportFields.invalid(
                    "provenance.date: '" + text + "' (expected: like 2026-12-01T10:00:00Z)");
        }
    }

    private static RowCounts rows(ReportFields in) {
        return new RowCounts(
                in.count("read"),
                in.count("evaluated"),
                in.count("setAside"),
                in.objects(
                        "firstSetAside",
                        row ->
                                new SetAsideRow(
                                        row.count("row"),
                                        row.textOrEmpty("column"),
                                        row.text("code"),
                                        row.text("message"))));
    }

    static MetricValue metric(ReportFields in) {
        return in.make(
                () ->
                        new MetricValue(
                                in.text("name"),
                                in.optionalNumber("value"),
                                in.optionalNumber("low"),
                                in.optionalNumber("high"),
                                in.has("method") && in.has("low")
                                        ? in.choice(
                                                "method",
                                                Method::findByLabel,
                                                "bootstrap, wilson, exact, student or none")
                                        : Method.NONE,
                                in.textOrEmpty("unit"),
                                in.optionalText("reason")));
    }

    private static List<MetricValue> metrics(ReportFields in) {
        return in.objects("metrics", ReportReader::metric);
    }

    private static SliceResult slice(ReportFields in) {
        return new SliceResult(
                in.text("name"),
                in.textOrEmpty("condition"),
                in.count("rows"),
                in.number("weight"),
                metrics(in),
                in.optionalObject("curves").map(ReportReader::curves));
    }

    private static Curves curves(ReportFields in) {
        return in.make(
                () ->
                        new Curves(
                                in.objects("reliability", ReportReader::bin),
                                in.objects("roc", ReportReader::point),
                                in.objects("precisionRecall", ReportReader::point)));
    }

    private static ReliabilityBin bin(ReportFields in) {
        return new ReliabilityBin(
                in.number("lower"),
                in.number("upper"),
                in.count("rows"),
                in.number("weight"),
                in.number("meanScore"),
                in.number("observedRate"),
                in.optionalNumber("low"),
                in.optionalNumber("high"));
    }

    private static Point point(ReportFields in) {
        return new Point(in.number("x"), in.number("y"), in.optionalNumber("threshold"));
    }

    private static GroupFairness fairness(ReportFields in) {
        return new GroupFairness(
                in.text("column"),
                in.textOrEmpty("favourable"),
                in.objects(
                        "groups",
                        group ->
                                new Group(
                                        group.text("name"),
                                        group.count("rows"),
                                        group.number("weight"),
                                        metrics(group))),
                in.objects("gaps", ReportReader::metric),
                in.texts("notes"));
    }

    private static FoundSlice foundSlice(ReportFields in) {
        return new FoundSlice(
                in.text("name"),
                in.text("condition"),
                in.count("rows"),
                metric(in.object("inside")),
                metric(in.object("outside")),
                in.optionalNumber("effectSize"),
                in.optionalNumber("pValue"),
                in.optionalNumber("adjustedPValue"),
                in.text("correction"));
    }

    private static Robustness robustness(ReportFields in) {
        return new Robustness(
                in.text("perturbation"),
                in.textOrEmpty("description"),
                in.count("rows"),
                in.objects(
                        "changes",
                        change ->
                                new Robustness.Change(
                                        metric(change.object("original")),
                                        metric(change.object("perturbed")),
                                        metric(change.object("difference")))));
    }

    private static Explanation explanation(ReportFields in) {
        return new Explanation(
                in.text("method"),
                in.text("output"),
                in.count("rows"),
                in.objects(
                        "importances",
                        each ->
                                new Explanation.Importance(
                                        each.text("input"), metric(each.object("value")))),
                in.objects(
                        "dependences",
                        each ->
                                new Explanation.Dependence(
                                        each.text("input"),
                                        each.objects(
                                                "points",
                                                point ->
                                                        new Explanation.Point(
                                                                point.text("input"),
                                                                metric(point.object("output")))))));
    }

    private static TemplateResult template(ReportFields in) {
        return new TemplateResult(
                in.text("name"),
                in.text("template"),
                in.objects(
                        "terms",
                        term ->
                                new TemplateResult.Term(
                                        term.text("term"),
                                        term.textOrEmpty("group"),
                                        term.count("rows"),
                                        metrics(term))),
                in.objects("gaps", ReportReader::metric));
    }

    private static Finding finding(ReportFields in) {
        return new Finding(
                in.choice("kind", Finding.Kind::findByLabel, "a kind of finding"),
                in.text("subject"),
                in.text("message"),
                metric(in.object("evidence")));
    }

    private static Timing timing(ReportFields in) {
        return new Timing(in.number("seconds"), in.number("rowsPerSecond"));
    }
}
