package dev.berth.evaluation.comparison;

import dev.berth.evaluation.significance.Correction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Comparison of candidates on the same rows: quality, costs, paired tests, and which to use.
///
/// @param objective the metric by which candidates are ranked
/// @param limits that a candidate has to keep
/// @param candidates in the order in which they were named
/// @param tests of each pair
/// @param front names of the candidates that keep the limits and that no other such one dominates:
///   is at least as good in the objective, p99, memory and size, and better in one
public record Comparison(
        String objective,
        List<Limit> limits,
        List<CandidateResult> candidates,
        List<PairedTest> tests,
        List<String> front,
        Choice choice) {
    public Comparison {
        limits = List.copyOf(limits);
        candidates = List.copyOf(candidates);
        tests = List.copyOf(tests);
        front = List.copyOf(front);
    }

    /// Candidate with what was gathered of it.
    ///
    /// @param units of its evaluation
    public record Evaluated(CandidateResult result, UnitRecorder<?> units) {}

    /// Compares.
    ///
    /// @param confidence of intervals; tests are significant at 1 less this
    /// @throws IllegalArgumentException for fewer than two candidates
    public static Comparison of(
            String objective, List<Limit> limits, List<Evaluated> evaluated, double confidence) {
        if (evaluated.size() < 2) {
            throw new IllegalArgumentException(
                    evaluated.size() + " candidates (expected: at least 2)");
        }
        List<CandidateResult> candidates = evaluated.stream().map(Evaluated::result).toList();
        List<PairedTest> tests = tests(evaluated, confidence);
        List<String> front =
                ParetoFront.of(
                        objective,
                        candidates.stream().filter(CandidateResult::keepsLimits).toList());
        return new Comparison(
                objective,
                limits,
                candidates,
                tests,
                front,
                Choice.of(objective, candidates, tests, 1 - confidence));
    }

    /// Whether less of the objective is better.
    public boolean isLessBetter() {
        return MetricDirection.isLessBetter(objective);
    }

    /// The candidate of a name.
    ///
    /// @throws IllegalArgumentException for another name
    public CandidateResult candidate(String name) {
        return candidates.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "candidate '"
                                                + name
                                                + "' (expected: one of the comparison)"));
    }

    /// The test of a measure of two candidates, in either order.
    public Optional<PairedTest> findTest(String measure, String one, String other) {
        return tests.stream()
                .filter(test -> test.measure().equals(measure))
                .filter(
                        test ->
                                (test.first().equals(one) && test.second().equals(other))
                                        || (test.first().equals(other)
                                                && test.second().equals(one)))
                .findFirst();
    }

    private static List<PairedTest> tests(List<Evaluated> evaluated, double confidence) {
        List<PairedTest> tests = new ArrayList<>();
        for (int i = 0; i < evaluated.size(); i++) {
            for (int j = i + 1; j < evaluated.size(); j++) {
                Evaluated first = evaluated.get(i);
                Evaluated second = evaluated.get(j);
                tests.addAll(
                        new PairedComparison(
                                        first.result().name(),
                                        second.result().name(),
                                        first.units().paired(second.units()),
                                        confidence)
                                .tests());
            }
        }
        return corrected(tests);
    }

    /// Corrects the tests of one measure for the number of pairs: each measure is a question of its
    /// own.
    private static List<PairedTest> corrected(List<PairedTest> tests) {
        List<PairedTest> corrected = new ArrayList<>(tests);
        for (String measure : tests.stream().map(PairedTest::measure).distinct().toList()) {
            int[] places =
                    IntStream.range(0, tests.size())
                            .filter(i -> tests.get(i).measure().equals(measure))
                            .toArray();
            double[] adjusted =
                    Correction.HOLM.adjust(
                            Arrays.stream(places)
                                    .mapToDouble(i -> tests.get(i).pValue())
                                    .toArray());
            for (int i = 0; i < places.length; i++) {
                corrected.set(places[i], tests.get(places[i]).withAdjusted(adjusted[i]));
            }
        }
        return corrected;
    }
}
