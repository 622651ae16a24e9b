package dev.berth.evaluation.paired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.paired.PairedMetrics.Pair;
import dev.berth.evaluation.report.Robustness.Change;
import dev.berth.evaluation.testing.PlainBinaryTask;
import dev.berth.evaluation.testing.PlainBinaryTask.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PairedMetricsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 100 * Integer.getInteger("berth.cases.factor", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    /// Units of which three in ten are wrong, and one in twenty more with the other prediction.
    private List<Pair<Outcome>> pairs(int count) {
        List<Pair<Outcome>> pairs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            boolean wrong = random.nextDouble() < 0.3;
            boolean otherWrong = wrong || random.nextDouble() < 0.05;
            pairs.add(
                    new Pair<>(
                            i,
                            1,
                            new Outcome(true, wrong ? 0 : 1),
                            new Outcome(true, otherWrong ? 0 : 1)));
        }
        return pairs;
    }

    private static Change change(List<Pair<Outcome>> pairs) {
        return PairedMetrics.of(new PlainBinaryTask(), pairs, new PoissonBootstrap(200, SEED, 0.95))
                .getFirst();
    }

    @Test
    void difference_hasANarrowerIntervalThanItsParts() {
        Change change = change(pairs(2_000));
        double width = change.original().high() - change.original().low();
        double differenceWidth = change.difference().high() - change.difference().low();
        assertThat(change.original().name()).isEqualTo("error-rate");
        assertThat(change.difference().value())
                .isEqualTo(change.perturbed().value() - change.original().value());
        assertThat(differenceWidth).isLessThan(width / 2);
    }

    @Test
    void interval_ofADifference_coversTheTrueDifference() {
        int covered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Change change = change(pairs(500));
            double exact = 0.7 * 0.05;
            covered +=
                    change.difference().low() <= exact && change.difference().high() >= exact
                            ? 1
                            : 0;
        }
        assertThat((double) covered / ROUNDS)
                .as("seed %d", SEED)
                .isGreaterThan(0.93 - 3 * Math.sqrt(0.95 * 0.05 / ROUNDS));
    }

    @Test
    void predictions_thatAreTheSame_differByNothing() {
        List<Pair<Outcome>> same = new ArrayList<>();
        for (Pair<Outcome> each : pairs(100)) {
            same.add(new Pair<>(each.number(), each.weight(), each.original(), each.original()));
        }
        Change change = change(same);
        assertThat(change.difference().low()).isZero();
        assertThat(change.difference().high()).isZero();
    }

    @Test
    void metrics_withoutUnits_areUndefined() {
        assertThat(change(List.of()).difference().isDefined()).isFalse();
    }
}
