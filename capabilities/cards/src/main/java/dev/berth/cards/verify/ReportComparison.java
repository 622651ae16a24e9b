package dev.berth.cards.verify;

import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.protocol.json.JsonValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Comparison of a recorded report with the same evaluation, run again ([Tolerance#REPEATED]).
public final class ReportComparison {
    private static final int DIFFERENCES_MAX = 100;

    private ReportComparison() {}

    /// The differences, at most a hundred; none between reports whose numbers are equal.
    ///
    /// @param shown the recorded report's file as messages name it
    public static List<DocumentDifference> compare(
            String shown, EvaluationReport recorded, EvaluationReport again) {
        return ValueComparison.compare(
                shown,
                plain(again),
                plain(recorded),
                Set.of(),
                Tolerance.REPEATED,
                DIFFERENCES_MAX);
    }

    /// Without command and version, which say nothing of the numbers.
    private static Map<?, ?> plain(EvaluationReport report) {
        Object value = JsonValues.read(ReportJson.write(report.reproducible()));
        Map<Object, @Nullable Object> plain = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(plain::put);
            if (map.get("provenance") instanceof Map<?, ?> origin) {
                Map<Object, @Nullable Object> numbers = new HashMap<>();
                origin.forEach(numbers::put);
                numbers.remove("command");
                numbers.remove("berth");
                plain.put("provenance", numbers);
            }
        }
        return plain;
    }
}
