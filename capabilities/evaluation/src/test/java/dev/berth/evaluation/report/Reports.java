package dev.berth.evaluation.report;

import dev.berth.catalog.profile.Machine;
import dev.berth.evaluation.report.Curves.Point;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import dev.berth.evaluation.report.GroupFairness.Group;
import dev.berth.evaluation.report.MetricValue.Method;
import dev.berth.evaluation.report.RowCounts.SetAsideRow;
import dev.berth.scoring.prediction.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports for tests.
public final class Reports {
    private Reports() {}

    /// A report in which nothing is empty.
    public static EvaluationReport full() {
        MetricValue auc = MetricValue.of("roc-auc", 0.83, 0.81, 0.85, Method.BOOTSTRAP);
        MetricValue seconds = MetricValue.of("latency", 1e-3).withUnit("s");
        MetricValue recall = MetricValue.undefined("recall[bad]", "no row of class bad");
        return new EvaluationReport(
                "credit",
                new Subject(Subject.Kind.ENDPOINT, "credit", "1"),
                Task.BINARY,
                new Provenance(
                        "berth evaluate examples/lending credit",
                        "data/test.csv",
                        "ab".repeat(32),
                        "cd".repeat(32),
                        Optional.of(
                                new Machine("cpu", 2, 1 << 30, "Linux", "25", Map.of("onnx", "1"))),
                        Optional.of(Instant.parse("2026-12-01T10:00:00Z")),
                        "0.1.0",
                        -7,
                        1000,
                        0.95,
                        64),
                new RowCounts(
                        101,
                        100,
                        1,
                        List.of(new SetAsideRow(7, "age", "row-invalid", "'x' \"y\""))),
                List.of(
                        new SliceResult(
                                SliceResult.ALL,
                                "",
                                100,
                                100.5,
                                List.of(auc, seconds, recall),
                                Optional.of(
                                        new Curves(
                                                List.of(
                                                        new ReliabilityBin(
                                                                0, 0.1, 4, 4, 0.05, 0.25, 0.01,
                                                                0.5)),
                                                List.of(
                                                        new Point(0, 0, Double.NaN),
                                                        new Point(1, 1, 0)),
                                                List.of(new Point(1, 0.5, 0.2))))),
                        new SliceResult(
                                "young", "age < 25", 0, 0, List.of(recall), Optional.empty())),
                List.of(
                        new GroupFairness(
                                "sex",
                                "good",
                                List.of(new Group("f", 50, 50, List.of(auc))),
                                List.of(auc),
                                List.of("pinned AUC is deprecated"))),
                List.of(
                        new FoundSlice(
                                "a=1",
                                "a == 1",
                                9,
                                auc,
                                auc,
                                0.4,
                                1e-9,
                                1e-7,
                                "benjamini-hochberg")),
                List.of(
                        new Robustness(
                                "typos",
                                "2 % of letters",
                                10,
                                List.of(new Robustness.Change(auc, auc, auc)))),
                List.of(
                        new Explanation(
                                "permutation-importance",
                                "probability",
                                10,
                                List.of(new Explanation.Importance("age", auc)),
                                List.of(
                                        new Explanation.Dependence(
                                                "age",
                                                List.of(new Explanation.Point("18", auc)))))),
                List.of(
                        new TemplateResult(
                                "identity",
                                "I am {term}.",
                                List.of(new TemplateResult.Term("old", "age", 3, List.of(auc))),
                                List.of(auc))),
                List.of(
                        new Finding(
                                Finding.Kind.LEAKING_COLUMN,
                                "closed",
                                "predicts the label alone",
                                MetricValue.of("roc-auc", 0.999))),
                Optional.of(new Timing(1.5, 66.7)));
    }
}
