package dev.berth.cards.comparison;

import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Choice;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.PairedTest;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Answer of a comparison in sentences: which candidate to use, why, and what the second best costs
/// and saves.
public final class ComparisonAnswer {
    /// Costs that are compared with those of the best, in this order, by their names in limits.
    private static final Map<String, String> COSTS =
            Map.of(
                    "p50-ms", "the median latency",
                    "p99-ms", "the p99 latency",
                    "records-per-second", "the throughput",
                    "memory-mib", "the memory",
                    "size-mib", "the size");

    private static final List<String> ORDER =
            List.of("p50-ms", "p99-ms", "records-per-second", "memory-mib", "size-mib");

    private final ComparisonNumbers numbers;
    private final Comparison comparison;

    private ComparisonAnswer(ComparisonNumbers numbers) {
        this.numbers = numbers;
        this.comparison = numbers.comparison();
    }

    /// Paragraphs, the answer first.
    public static List<List<InlineText>> of(Comparison comparison, CostSetting setting) {
        return of(new ComparisonNumbers(comparison, setting));
    }

    static List<List<InlineText>> of(ComparisonNumbers numbers) {
        return new ComparisonAnswer(numbers).paragraphs();
    }

    private List<List<InlineText>> paragraphs() {
        Choice choice = comparison.choice();
        List<List<InlineText>> paragraphs = new ArrayList<>();
        if (choice.best().isEmpty()) {
            paragraphs.add(InlineText.sentence("No candidate keeps all limits."));
        } else {
            String best = choice.best().get();
            paragraphs.add(use(choice.recommended().orElse(best), best));
            if (!choice.tied().isEmpty()) {
                paragraphs.add(
                        InlineText.sentence(
                                "No test shows a difference between "
                                        + best
                                        + " and "
                                        + String.join(", ", choice.tied())
                                        + "."));
            }
            paragraphs.add(
                    choice.runnerUp()
                            .map(second -> price(best, second))
                            .orElse(InlineText.sentence("No other candidate keeps all limits.")));
        }
        comparison.candidates().stream()
                .filter(candidate -> !candidate.keepsLimits())
                .forEach(candidate -> paragraphs.add(broken(candidate)));
        return List.copyOf(paragraphs);
    }

    private List<InlineText> use(String recommended, String best) {
        CandidateResult found = comparison.candidate(best);
        List<InlineText> pieces = new ArrayList<>();
        pieces.add(InlineText.words("Use " + recommended + ": "));
        if (!recommended.equals(best)) {
            pieces.add(
                    InlineText.words(
                            "no test shows that "
                                    + best
                                    + " is better, and "
                                    + recommended
                                    + " is "
                                    + advantage(comparison.candidate(recommended), found)
                                    + ". "));
        }
        pieces.add(
                InlineText.words(
                        (recommended.equals(best) ? "it" : best)
                                + " has the best "
                                + numbers.objective()
                                + ", "));
        pieces.add(InlineText.value(numbers.objective(found)));
        pieces.add(InlineText.words("."));
        return pieces;
    }

    private static String advantage(CandidateResult recommended, CandidateResult best) {
        return recommended.interpretability().compareTo(best.interpretability()) < 0
                ? "more interpretable ("
                        + recommended.interpretability().label()
                        + ", not "
                        + best.interpretability().label()
                        + ")"
                : "faster";
    }

    private List<InlineText> price(String best, String second) {
        CandidateResult one = comparison.candidate(best);
        CandidateResult other = comparison.candidate(second);
        List<InlineText> pieces = new ArrayList<>();
        pieces.add(
                InlineText.words(
                        "Using the second best instead, "
                                + second
                                + ", changes "
                                + numbers.objective()
                                + " by "));
        pieces.add(InlineText.value(change(one, other)));
        numbers.test(best, second).ifPresent(test -> addTest(test, pieces));
        pieces.add(InlineText.words(". "));
        List<MeasuredNumber> ratios = new ArrayList<>();
        for (String cost : ORDER) {
            ratio(cost, one, other).ifPresent(ratios::add);
        }
        for (int i = 0; i < ratios.size(); i++) {
            pieces.add(
                    InlineText.words(i == 0 ? "It has " : i + 1 < ratios.size() ? ", " : " and "));
            pieces.add(InlineText.value(ratios.get(i)));
        }
        if (!ratios.isEmpty()) {
            pieces.add(InlineText.words(" of " + best + "."));
        }
        return pieces;
    }

    private void addTest(PairedTest test, List<InlineText> pieces) {
        pieces.add(
                InlineText.words(
                        " ("
                                + (test.measure().equals(comparison.objective())
                                        ? ""
                                        : test.measure() + ": ")
                                + test.method().label()
                                + ", p "));
        MeasuredNumber p = numbers.pValue(test);
        if (!p.text().startsWith("<")) {
            pieces.add(InlineText.words("= "));
        }
        pieces.add(InlineText.value(p));
        pieces.add(InlineText.words(")"));
    }

    private MeasuredNumber change(CandidateResult best, CandidateResult second) {
        double difference =
                second.metric(comparison.objective()).orElseThrow().value()
                        - best.metric(comparison.objective()).orElseThrow().value();
        return numbers.plain(
                second.name(),
                "against/" + best.name() + "/" + comparison.objective(),
                numbers.objective() + " beyond that of " + best.name(),
                difference,
                ComparisonNumbers.signed(difference));
    }

    private Optional<MeasuredNumber> ratio(
            String cost, CandidateResult best, CandidateResult second) {
        Double one = best.costs().measures().get(cost);
        Double other = second.costs().measures().get(cost);
        if (one == null || other == null || !(one > 0)) {
            return Optional.empty();
        }
        double ratio = other / one;
        return Optional.of(
                numbers.plain(
                        second.name(),
                        "against/" + best.name() + "/" + cost,
                        "ratio of " + cost + " to that of " + best.name(),
                        ratio,
                        times(ratio) + " × " + COSTS.get(cost)));
    }

    private static String times(double ratio) {
        return ratio < 100
                ? String.format(Locale.ROOT, ratio < 0.095 ? "%.3f" : "%.2f", ratio)
                : NumberText.count(Math.round(ratio));
    }

    private static List<InlineText> broken(CandidateResult candidate) {
        return InlineText.sentence(
                candidate.name()
                        + " does not keep "
                        + candidate.broken().stream()
                                .map(limit -> "`" + limit.text(SliceResult.ALL) + "`")
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
