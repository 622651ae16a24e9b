package dev.berth.evaluation.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.testing.Analyses;
import dev.berth.evaluation.testing.PlainBinaryTask;
import dev.berth.evaluation.testing.PlainBinaryTask.Outcome;
import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.scoring.row.PredictedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Areas of identities in a run; `reference.csv` is that of [IdentityAucTest].
final class IdentityAnalysisTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 150 * Integer.getInteger("berth.cases.factor", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static IdentityAnalysis<Outcome> analysis() {
        return new IdentityAnalysis<>(
                List.of("who"), new PlainBinaryTask().binaryScores().orElseThrow());
    }

    private static void add(
            IdentityAnalysis<Outcome> analysis,
            @Nullable Object identity,
            boolean positive,
            double score,
            double weight) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("who", identity);
        PredictedRow row = TaskRun.row(1, values, Map.of());
        analysis.accept(List.of(row), new Outcome(positive, score), weight);
    }

    private static GroupFairness result(IdentityAnalysis<Outcome> analysis, int resamples) {
        return Analyses.report(analysis, new PoissonBootstrap(resamples, SEED, 0.95))
                .fairness()
                .getFirst();
    }

    private static MetricValue find(GroupFairness result, String name) {
        return result.groups().getFirst().metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void areas_ofRecordedScores_areThoseOfTheReference() {
        List<RecordedCase> cases = RecordedCases.of(IdentityAucTest.class, "reference.csv");
        for (RecordedCase each : cases) {
            IdentityAnalysis<Outcome> analysis = analysis();
            boolean[] labels = each.flags("label");
            boolean[] identities = each.flags("identity");
            double[] scores = each.numbers("score");
            double[] weights = each.numbers("weight");
            for (int row = 0; row < labels.length; row++) {
                double weight = weights.length == 0 ? 1 : weights[row];
                add(analysis, identities[row], labels[row], scores[row], weight);
            }
            GroupFairness result = result(analysis, 0);
            for (String name : List.of("subgroup", "bpsn", "bnsp", "pinned")) {
                MetricValue metric = find(result, name + "-auc");
                assertThat(metric.isDefined()).as("%s of %s", name, each).isEqualTo(each.has(name));
                if (each.has(name)) {
                    assertThat(metric.value())
                            .as("%s of %s", name, each)
                            .isEqualTo(each.number(name), within(1e-12));
                }
            }
        }
    }

    /// More different scores than are kept apart, and more cells than resamples have.
    @Test
    void areas_ofManyScores_areCloseToTheExactOnes() {
        IdentityAnalysis<Outcome> analysis = analysis();
        int rows = 120_000;
        double[] scores = new double[rows];
        boolean[] labels = new boolean[rows];
        boolean[] identities = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            identities[row] = random.nextInt(10) == 0;
            labels[row] = random.nextInt(3) == 0;
            scores[row] = 0.6 * random.nextDouble() + (labels[row] ? 0.2 : 0);
            add(analysis, identities[row], labels[row], scores[row], 1);
        }
        GroupFairness result = result(analysis, 100);
        MetricValue bpsn = find(result, "bpsn-auc");
        // Uniform scores, of which one is moved by a third of its range: 1 - (2 / 3)^2 / 2.
        assertThat(bpsn.value()).isEqualTo(1 - 4 / 18.0, within(0.01));
        assertThat(bpsn.low()).isBetween(bpsn.value() - 0.02, bpsn.value());
        assertThat(bpsn.high()).isBetween(bpsn.value(), bpsn.value() + 0.02);
    }

    @Test
    void interval_ofAnArea_coversTheTrueArea() {
        int covered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            IdentityAnalysis<Outcome> analysis = analysis();
            for (int row = 0; row < 400; row++) {
                boolean positive = random.nextBoolean();
                double score = 0.6 * random.nextDouble() + (positive ? 0.2 : 0);
                add(analysis, random.nextInt(4) == 0, positive, score, 1);
            }
            MetricValue area = find(result(analysis, 200), "subgroup-auc");
            double exact = 1 - 4 / 18.0;
            covered += area.low() <= exact && area.high() >= exact ? 1 : 0;
        }
        assertThat((double) covered / ROUNDS)
                .as("seed %d", SEED)
                .isGreaterThan(0.93 - 3 * Math.sqrt(0.95 * 0.05 / ROUNDS));
    }

    @Test
    void identity_ofOtherForms_isRead() {
        IdentityAnalysis<Outcome> analysis = analysis();
        for (Object yes : List.of(true, 1L, 0.5, "TRUE", "yes", "0.8")) {
            add(analysis, yes, true, 0.9, 1);
        }
        for (Object no : List.of(false, 0L, 0.49, "no", "", "unknown")) {
            add(analysis, no, false, 0.1, 1);
        }
        add(analysis, null, false, 0.1, 1);
        GroupFairness result = result(analysis, 0);
        assertThat(result.groups().getFirst().rows()).isEqualTo(6);
        assertThat(result.notes()).containsExactly(IdentityAuc.PINNED_DEPRECATION);
        assertThat(find(result, "bnsp-auc").value()).isOne();
        assertThat(find(result, "subgroup-auc").reason().orElseThrow())
                .contains("no positive or no negative row");
    }

    @Test
    void analysis_thatIsResumed_givesTheSame() {
        IdentityAnalysis<Outcome> analysis = analysis();
        IdentityAnalysis<Outcome> resumed = analysis();
        for (int row = 0; row < 500; row++) {
            boolean identity = random.nextBoolean();
            boolean positive = random.nextBoolean();
            double score = random.nextDouble();
            add(analysis, identity, positive, score, 1 + row % 3);
            add(resumed, identity, positive, score, 1 + row % 3);
            if (row % 100 == 0) {
                resumed = Analyses.resumed(resumed, IdentityAnalysisTest::analysis);
            }
        }
        assertThat(result(resumed, 50)).isEqualTo(result(analysis, 50));
    }
}
