package dev.berth.evaluation.comparison;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Answer to which candidate should be used.
///
/// Among the candidates that keep the limits the best is that of the best objective. A candidate
/// that no test shows to differ from the best is as good: of these the most interpretable is
/// recommended, then the one with the lowest p99.
///
/// @param best name of the candidate with the best objective; empty if none keeps the limits
/// @param recommended name of the candidate to use; empty if none keeps the limits
/// @param runnerUp name of the second best by the objective; empty if there is none
/// @param tied names of the candidates that no test shows to differ from the best, without it
public record Choice(
        Optional<String> best,
        Optional<String> recommended,
        Optional<String> runnerUp,
        List<String> tied) {
    public Choice {
        tied = List.copyOf(tied);
    }

    /// @param level of significance of the adjusted tests
    static Choice of(
            String objective,
            List<CandidateResult> candidates,
            List<PairedTest> tests,
            double level) {
        List<CandidateResult> ranked =
                candidates.stream()
                        .filter(CandidateResult::keepsLimits)
                        .filter(candidate -> candidate.metric(objective).isPresent())
                        .sorted(
                                Comparator.comparingDouble(
                                                (CandidateResult candidate) ->
                                                        ParetoFront.quality(objective, candidate))
                                        .reversed())
                        .toList();
        if (ranked.isEmpty()) {
            return new Choice(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }
        CandidateResult best = ranked.getFirst();
        List<CandidateResult> tied =
                ranked.stream()
                        .skip(1)
                        .filter(
                                other ->
                                        !isDifferent(
                                                objective, best.name(), other.name(), tests, level))
                        .toList();
        CandidateResult recommended =
                Stream.concat(Stream.of(best), tied.stream())
                        .min(
                                Comparator.comparing(CandidateResult::interpretability)
                                        .thenComparingDouble(each -> each.costs().p99Millis()))
                        .orElse(best);
        return new Choice(
                Optional.of(best.name()),
                Optional.of(recommended.name()),
                ranked.size() > 1 ? Optional.of(ranked.get(1).name()) : Optional.empty(),
                tied.stream().map(CandidateResult::name).toList());
    }

    /// Whether a test of the pair is significant: the one of the objective, where there is one,
    /// otherwise that of the loss. Without a test two candidates count as different.
    private static boolean isDifferent(
            String objective, String one, String other, List<PairedTest> tests, double level) {
        List<PairedTest> ofPair =
                tests.stream()
                        .filter(
                                test ->
                                        (test.first().equals(one) && test.second().equals(other))
                                                || (test.first().equals(other)
                                                        && test.second().equals(one)))
                        .toList();
        Optional<PairedTest> test =
                ofPair.stream()
                        .filter(each -> each.measure().equals(objective))
                        .findFirst()
                        .or(
                                () ->
                                        ofPair.stream()
                                                .filter(each -> each.measure().equals("loss"))
                                                .findFirst());
        return test.map(each -> each.isSignificant(level)).orElse(true);
    }
}
