package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Fuzz target: a report of an evaluation, which is rejected, or equal to itself after it was
/// written and read again.
final class EvaluationReports implements Target {
    private static final String REPORT =
            """
            {"format": 1, "name": "e", "subject": {"kind": "model", "name": "m", "version": "1"},
             "task": "binary",
             "provenance": {"command": "c", "dataFile": "d.csv", "dataSha256": "ab", "seed": 1,
              "machine": {"cpu": "c", "cores": 2, "engines": {"onnx": "1"}},
              "date": "2026-12-01T10:00:00Z", "resamples": 10, "confidence": 0.95},
             "rows": {"read": 2, "evaluated": 1, "setAside": 1,
              "firstSetAside": [{"row": 1, "column": "a", "code": "x", "message": "y"}]},
             "slices": [{"name": "all", "rows": 1, "weight": 1.0, "metrics": [
               {"name": "a", "value": 0.5, "low": 0.4, "high": 0.6, "method": "wilson"},
               {"name": "b", "value": null, "reason": "no row"}],
              "curves": {"roc": [{"x": 0.0, "y": 1.0, "threshold": null}], "reliability": [
               {"lower": 0, "upper": 0.1, "rows": 1, "weight": 1, "meanScore": 0.1,
                "observedRate": 0, "low": null, "high": null}]}}],
             "timing": {"seconds": 1.5, "rowsPerSecond": 2}}
            """;

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(REPORT));
    }

    @Override
    public void accept(byte[] bytes) {
        EvaluationReport report;
        try {
            report = ReportJson.read(new String(bytes, StandardCharsets.UTF_8), "report");
        } catch (ProblemException refused) {
            Bytes.requireRemedy(refused);
            return;
        }
        if (!ReportJson.read(ReportJson.write(report), "again").equals(report)) {
            throw new AssertionError("another report after it was written and read");
        }
    }
}
