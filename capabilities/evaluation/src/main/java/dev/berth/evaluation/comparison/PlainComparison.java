package dev.berth.evaluation.comparison;

import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.SliceResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Comparisons as JSON's values.
public final class PlainComparison {
    private PlainComparison() {}

    /// The comparison with the report of each candidate.
    public static Map<String, @Nullable Object> of(Comparison comparison) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("objective", comparison.objective());
        plain.put("limits", texts(comparison.limits()));
        plain.put("best", comparison.choice().best().orElse(null));
        plain.put("recommended", comparison.choice().recommended().orElse(null));
        plain.put("runnerUp", comparison.choice().runnerUp().orElse(null));
        plain.put("tied", comparison.choice().tied());
        plain.put("front", comparison.front());
        plain.put("tests", comparison.tests().stream().map(PlainComparison::test).toList());
        plain.put(
                "candidates",
                comparison.candidates().stream().map(PlainComparison::candidate).toList());
        return plain;
    }

    private static List<String> texts(List<Limit> limits) {
        return limits.stream().map(limit -> limit.text(SliceResult.ALL)).toList();
    }

    private static Map<String, @Nullable Object> candidate(CandidateResult candidate) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("name", candidate.name());
        plain.put("interpretability", candidate.interpretability().label());
        plain.put("brokenLimits", texts(candidate.broken()));
        plain.put("costs", candidate.costs().measures());
        plain.put("energyEstimated", candidate.costs().isEnergyEstimated());
        plain.put("report", ReportJson.plain(candidate.report()));
        return plain;
    }

    private static Map<String, @Nullable Object> test(PairedTest test) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("first", test.first());
        plain.put("second", test.second());
        plain.put("measure", test.measure());
        plain.put("difference", test.difference());
        plain.put("low", test.low());
        plain.put("high", test.high());
        plain.put("pValue", test.pValue());
        plain.put("adjustedPValue", test.adjustedPValue());
        plain.put("method", test.method().label());
        plain.put("units", test.units());
        return plain;
    }
}
