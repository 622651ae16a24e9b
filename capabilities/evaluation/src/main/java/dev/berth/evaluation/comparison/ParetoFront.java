package dev.berth.evaluation.comparison;

import dev.berth.evaluation.report.MetricValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Candidates that no other one dominates.
final class ParetoFront {
    private ParetoFront() {}

    /// The front.
    ///
    /// @return names, in the order of the candidates; a candidate without a value of the objective
    ///   is not among them
    static List<String> of(String objective, List<CandidateResult> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.metric(objective).isPresent())
                .filter(
                        candidate ->
                                candidates.stream()
                                        .noneMatch(other -> dominates(objective, other, candidate)))
                .map(CandidateResult::name)
                .toList();
    }

    /// Whether one is at least as good as the other in all, and better in something.
    private static boolean dominates(String objective, CandidateResult one, CandidateResult other) {
        int[] signs = {
            sign(quality(objective, one), quality(objective, other)),
            -sign(one.costs().p99Millis(), other.costs().p99Millis()),
            -sign(number(one.costs().memoryBytes()), number(other.costs().memoryBytes())),
            -sign(number(one.costs().sizeBytes()), number(other.costs().sizeBytes()))
        };
        boolean isBetter = false;
        for (int sign : signs) {
            if (sign < 0) {
                return false;
            }
            isBetter |= sign > 0;
        }
        return isBetter;
    }

    private static int sign(double one, double other) {
        return Double.isNaN(one) || Double.isNaN(other) ? 0 : Double.compare(one, other);
    }

    private static double number(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
    }

    /// The objective, with its sign turned where less is better; the worst if it has no value.
    static double quality(String objective, CandidateResult candidate) {
        Optional<MetricValue> metric = candidate.metric(objective);
        if (metric.isEmpty()) {
            return Double.NEGATIVE_INFINITY;
        }
        double value = metric.get().value();
        return MetricDirection.isLessBetter(objective) ? -value : value;
    }
}
