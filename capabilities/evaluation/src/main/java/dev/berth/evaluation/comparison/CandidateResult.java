package dev.berth.evaluation.comparison;

import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a comparison found of one candidate.
///
/// @param name as the comparison calls it: `scorecard@1`
/// @param broken the limits that it does not keep, and those whose measure is not known
public record CandidateResult(
        String name,
        EvaluationReport report,
        Costs costs,
        Interpretability interpretability,
        List<Limit> broken) {
    public CandidateResult {
        broken = List.copyOf(broken);
    }

    /// Of a candidate that is held against limits.
    public static CandidateResult of(
            String name,
            EvaluationReport report,
            Costs costs,
            Interpretability interpretability,
            List<Limit> limits) {
        List<Limit> broken = new ArrayList<>();
        for (Limit limit : limits) {
            if (!limit.isKept(value(report, costs, limit))) {
                broken.add(limit);
            }
        }
        return new CandidateResult(name, report, costs, interpretability, broken);
    }

    private static OptionalDouble value(EvaluationReport report, Costs costs, Limit limit) {
        Double cost = costs.measures().get(limit.measure());
        if (cost != null) {
            return OptionalDouble.of(cost);
        }
        return report.findMetric(limit.slice(), limit.measure())
                .filter(MetricValue::isDefined)
                .map(metric -> OptionalDouble.of(metric.value()))
                .orElse(OptionalDouble.empty());
    }

    /// The metric of all rows; empty if it is not there or undefined.
    public Optional<MetricValue> metric(String metric) {
        return report.findMetric(SliceResult.ALL, metric).filter(MetricValue::isDefined);
    }

    public boolean keepsLimits() {
        return broken.isEmpty();
    }
}
