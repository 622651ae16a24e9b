package dev.berth.evaluation.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemException;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import dev.berth.evaluation.testing.Analyses;
import dev.berth.evaluation.testing.PlainBinaryTask;
import dev.berth.evaluation.testing.PlainBinaryTask.Outcome;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.scoring.row.PredictedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FairnessAnalysisTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 200 * Integer.getInteger("berth.cases.factor", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static FairnessAnalysis<Outcome> analysis() {
        return new FairnessAnalysis<>(
                List.of("sex"), "yes", new PlainBinaryTask().decisions("yes").orElseThrow());
    }

    private static void add(
            FairnessAnalysis<Outcome> analysis,
            @Nullable String group,
            boolean qualified,
            boolean granted,
            double weight) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("sex", group);
        PredictedRow row = TaskRun.row(1, values, Map.of());
        analysis.accept(List.of(row), new Outcome(qualified, granted ? 0.9 : 0.1), weight);
    }

    private static GroupFairness result(FairnessAnalysis<Outcome> analysis, int resamples) {
        return Analyses.report(analysis, new PoissonBootstrap(resamples, SEED, 0.95))
                .fairness()
                .getFirst();
    }

    private static MetricValue find(List<MetricValue> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rates_ofGroups_haveWilsonsIntervals() {
        FairnessAnalysis<Outcome> analysis = analysis();
        for (int i = 0; i < 100; i++) {
            add(analysis, "f", i < 40, i < 30, 1);
            add(analysis, "m", i < 40, i < 20, 1);
        }
        add(analysis, null, true, true, 1);
        GroupFairness result = result(analysis, 200);
        assertThat(result.groups())
                .extracting(GroupFairness.Group::name)
                .containsExactly("(missing)", "f", "m");
        MetricValue rate = find(result.groups().get(1).metrics(), "selection-rate");
        assertThat(rate.value()).isEqualTo(0.3);
        assertThat(rate.method()).isEqualTo(Method.WILSON);
        assertThat(find(result.gaps(), "demographic-parity-difference").value())
                .isEqualTo(0.1, within(1e-12));
        assertThat(find(result.gaps(), "equal-opportunity-difference").value())
                .isEqualTo(0.25, within(1e-12));
        assertThat(result.notes()).anyMatch(note -> note.contains("in no gap: (missing)"));
        assertThat(find(result.groups().getFirst().metrics(), "false-positive-rate").reason())
                .contains("no row that is not qualified");
    }

    @Test
    void weights_countInRatesAndGaps() {
        FairnessAnalysis<Outcome> analysis = analysis();
        for (int i = 0; i < 50; i++) {
            add(analysis, "f", true, true, 3);
            add(analysis, "f", true, false, 1);
            add(analysis, "m", true, true, 1);
            add(analysis, "m", true, false, 1);
        }
        GroupFairness result = result(analysis, 200);
        MetricValue rate = find(result.groups().getFirst().metrics(), "selection-rate");
        assertThat(rate.value()).isEqualTo(0.75);
        assertThat(rate.method()).isEqualTo(Method.BOOTSTRAP);
        assertThat(result.groups().getFirst().weight()).isEqualTo(200);
        assertThat(result.gaps()).noneMatch(gap -> gap.name().endsWith("p-value"));
        assertThat(result.notes()).contains("rows have weights, so there are no p-values");
    }

    /// The interval of a gap, which is about as likely above as below the estimate, has the true
    /// gap about as often as its confidence says.
    @Test
    void interval_ofAGap_coversTheTrueGap() {
        int covered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            FairnessAnalysis<Outcome> analysis = analysis();
            for (int i = 0; i < 400; i++) {
                add(analysis, "f", random.nextBoolean(), random.nextDouble() < 0.6, 1);
                add(analysis, "m", random.nextBoolean(), random.nextDouble() < 0.4, 1);
            }
            MetricValue gap = find(result(analysis, 200).gaps(), "demographic-parity-difference");
            covered += gap.low() <= 0.2 && gap.high() >= 0.2 ? 1 : 0;
        }
        double standardError = Math.sqrt(0.95 * 0.05 / ROUNDS);
        assertThat((double) covered / ROUNDS)
                .as("seed %d", SEED)
                .isGreaterThan(0.93 - 3 * standardError);
    }

    @Test
    void analysis_thatIsResumed_givesTheSame() {
        FairnessAnalysis<Outcome> analysis = analysis();
        FairnessAnalysis<Outcome> resumed = analysis();
        for (int i = 0; i < 300; i++) {
            String group = "g" + random.nextInt(4);
            boolean qualified = random.nextBoolean();
            boolean granted = random.nextBoolean();
            add(analysis, group, qualified, granted, 1 + i % 2);
            add(resumed, group, qualified, granted, 1 + i % 2);
            if (i % 50 == 0) {
                resumed = Analyses.resumed(resumed, FairnessAnalysisTest::analysis);
            }
        }
        assertThat(result(resumed, 50)).isEqualTo(result(analysis, 50));
    }

    @Test
    void groups_thatAreTooMany_areAProblem() {
        FairnessAnalysis<Outcome> analysis = analysis();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i <= 100; i++) {
                                add(analysis, "g" + i, true, true, 1);
                            }
                        })
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 100 groups");
    }

    @Test
    void analysis_withoutRows_hasNoGroup() {
        GroupFairness result = result(analysis(), 10);
        assertThat(result.groups()).isEmpty();
        assertThat(result.gaps()).allMatch(gap -> !gap.isDefined());
    }
}
