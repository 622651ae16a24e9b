package dev.berth.cards;

import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.report.Curves;
import dev.berth.evaluation.report.Curves.Point;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.scoring.prediction.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports of a classifier with every kind of result.
public final class SampleReports {
    private SampleReports() {}

    static MetricValue metric(String name, double value) {
        return MetricValue.of(name, value, value - 0.02, value + 0.02, Method.BOOTSTRAP);
    }

    static SliceResult slice(String name, String condition, long rows, double value) {
        return new SliceResult(
                name,
                condition,
                rows,
                rows,
                List.of(
                        metric("roc-auc", value),
                        metric("accuracy", value - 0.05),
                        metric("recall[bad]", value - 0.2)),
                Optional.empty());
    }

    private static Curves curves() {
        List<Point> roc = new ArrayList<>();
        List<Point> recall = new ArrayList<>();
        List<ReliabilityBin> bins = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            double x = i / 20.0;
            roc.add(new Point(x, Math.sqrt(x), 1 - x));
            recall.add(new Point(x, 1 - 0.6 * x * x, 1 - x));
            if (i < 10) {
                double middle = i / 10.0 + 0.05;
                bins.add(
                        new ReliabilityBin(
                                i / 10.0,
                                i / 10.0 + 0.1,
                                40,
                                40,
                                middle,
                                middle * middle,
                                Math.max(0, middle * middle - 0.05),
                                middle * middle + 0.05));
            }
        }
        return new Curves(bins, roc, recall);
    }

    private static GroupFairness fairness() {
        List<GroupFairness.Group> groups = new ArrayList<>();
        for (String sex : List.of("f", "m")) {
            double base = sex.equals("f") ? 0.78 : 0.84;
            groups.add(
                    new GroupFairness.Group(
                            sex,
                            200,
                            200,
                            List.of(
                                    metric("selection-rate", base - 0.3),
                                    metric("subgroup-auc", base),
                                    metric("bpsn-auc", base + 0.01),
                                    metric("bnsp-auc", base - 0.02),
                                    metric("pinned-auc", base + 0.005))));
        }
        return new GroupFairness(
                "sex",
                "good",
                groups,
                List.of(
                        metric("demographic-parity-difference", 0.06),
                        MetricValue.of("demographic-parity-p-value", 0.0125),
                        MetricValue.undefined("equalised-odds-ratio", "no bad row of f")),
                List.of("Pinned AUC is deprecated by its authors."));
    }

    /// A report without true digests.
    public static EvaluationReport credit() {
        MetricValue auc = metric("roc-auc", 0.81);
        return new EvaluationReport(
                        "credit",
                        new Subject(Subject.Kind.MODEL, "credit", "1"),
                        Task.BINARY,
                        provenance("", ""),
                        new RowCounts(402, 400, 2, List.of()),
                        List.of(
                                new SliceResult(
                                        SliceResult.ALL,
                                        "",
                                        400,
                                        400,
                                        List.of(
                                                auc,
                                                metric("accuracy", 0.7712),
                                                MetricValue.undefined("recall[bad]", "no bad row")),
                                        Optional.of(curves())),
                                slice("age_group=young", "age_group == 'young'", 100, 0.74),
                                slice("old", "age >= 60", 80, 0.83),
                                slice("age_group=young and sex=f", "", 40, 0.71)),
                        List.of(fairness()),
                        List.of(
                                new FoundSlice(
                                        "job=none",
                                        "job == 'none'",
                                        33,
                                        metric("accuracy", 0.51),
                                        metric("accuracy", 0.79),
                                        0.44,
                                        1e-6,
                                        2e-5,
                                        "benjamini-hochberg")),
                        List.of(
                                new Robustness(
                                        "missing-fields",
                                        "10 % of the fields left out",
                                        400,
                                        List.of(
                                                new Robustness.Change(
                                                        auc,
                                                        metric("roc-auc", 0.78),
                                                        metric("roc-auc", -0.03))))),
                        List.of(
                                new Explanation(
                                        "permutation-importance",
                                        "probability",
                                        400,
                                        List.of(
                                                new Explanation.Importance(
                                                        "age", metric("importance", 0.2)),
                                                new Explanation.Importance(
                                                        "sex", metric("importance", 0.01))),
                                        List.of(
                                                new Explanation.Dependence(
                                                        "age",
                                                        List.of(
                                                                new Explanation.Point(
                                                                        "20", metric("mean", 0.3)),
                                                                new Explanation.Point(
                                                                        "60",
                                                                        metric("mean", 0.6))))))),
                        List.of(
                                new TemplateResult(
                                        "identity",
                                        "I am {term}.",
                                        List.of(
                                                new TemplateResult.Term(
                                                        "old",
                                                        "age",
                                                        3,
                                                        List.of(metric("mean-score", 0.2)))),
                                        List.of(metric("range", 0.1)))),
                        Optional.empty())
                .withFindings(
                        List.of(
                                new Finding(
                                        Finding.Kind.WORSE_SLICE,
                                        "job=none",
                                        "accuracy 0.510 on 33 rows: declare the slice `job == 'none'`",
                                        metric("accuracy", 0.51))));
    }

    private static Provenance provenance(String model, String data) {
        return new Provenance(
                "berth evaluate bank credit",
                "data/test.csv",
                data,
                model,
                Optional.of(new Machine("Test CPU", 2, 8L << 30, "Linux", "25", Map.of())),
                Optional.of(Instant.parse("2026-12-01T10:00:00Z")),
                "0.1.0",
                1,
                1000,
                0.95,
                64);
    }

    /// The report as of other models and data.
    static EvaluationReport of(EvaluationReport report, String model, String data) {
        return new EvaluationReport(
                        report.name(),
                        report.subject(),
                        report.task(),
                        provenance(model, data),
                        report.rows(),
                        report.slices(),
                        report.fairness(),
                        report.foundSlices(),
                        report.robustness(),
                        report.explanations(),
                        report.templates(),
                        report.timing())
                .withFindings(report.findings());
    }
}
