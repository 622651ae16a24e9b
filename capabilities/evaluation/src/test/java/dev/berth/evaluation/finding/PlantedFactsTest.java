package dev.berth.evaluation.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.fairness.FairnessAnalysis;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.slicesearch.SearchAnalysis;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.evaluation.testing.Analyses;
import dev.berth.evaluation.testing.PlainBinaryTask;
import dev.berth.evaluation.testing.PlainBinaryTask.Outcome;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Facts that are planted into synthetic decisions on people are found, each by its kind; with
/// nothing planted the rate of false alarms is as the analyses state it.
///
/// People have a risk, which is the probability that they are positive; a calibrated model's score
/// is this risk.
final class PlantedFactsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);

    /// With a factor of 10 a thousand.
    private static final int QUIET_RUNS = 100 * FACTOR;

    private static final int ROWS = 4_000;
    private static final List<String> COLUMNS = List.of("sex", "region", "age", "income", "note");
    private static final PoissonBootstrap BOOTSTRAP = new PoissonBootstrap(50, 1, 0.95);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final PlainBinaryTask task = new PlainBinaryTask();

    /// A person, with what a plan makes of it.
    private static final class Person {
        private final Map<String, Object> values = new HashMap<>();
        private double risk;
        private double score;
        private boolean positive;

        boolean is(String column, String value) {
            return value.equals(values.get(column));
        }
    }

    /// What is planted: changes of a person's risk and score, before and after the label is drawn.
    private interface Plan {
        void apply(Person person, SplittableRandom random);
    }

    private Person draw() {
        Person person = new Person();
        person.values.put("sex", random.nextBoolean() ? "female" : "male");
        person.values.put("region", "region " + random.nextInt(6));
        person.values.put("age", 18L + random.nextInt(60));
        person.values.put("income", Math.exp(random.nextGaussian()));
        person.values.put("note", "note " + random.nextInt(1_000_000));
        person.risk = 0.02 + 0.96 * Math.pow(random.nextDouble(), 1.5);
        person.score = person.risk;
        person.positive = random.nextDouble() < person.risk;
        return person;
    }

    private EvaluationReport evaluate(Plan plan) {
        List<UnitAnalysis<Outcome>> analyses = new ArrayList<>();
        analyses.add(
                new FairnessAnalysis<>(
                        List.of("sex", "region"), "1", task.decisions("1").orElseThrow()));
        analyses.add(new CalibrationAnalysis<>(task.binaryScores().orElseThrow(), "score"));
        analyses.add(
                new SearchAnalysis<>(COLUMNS, Set.copyOf(COLUMNS), task, SearchSettings.DEFAULT));
        try {
            for (int row = 1; row <= ROWS; row++) {
                Person person = draw();
                plan.apply(person, random);
                Map<String, Object> values = new HashMap<>(person.values);
                values.put("label", person.positive ? 1L : 0L);
                PredictedRow predicted = TaskRun.row(row, values, Map.of("score", person.score));
                Outcome outcome = task.outcome(List.of(predicted));
                analyses.forEach(each -> each.accept(List.of(predicted), outcome, 1));
            }
        } catch (InvalidRowException e) {
            throw new IllegalStateException(e);
        }
        EvaluationReport report = Analyses.emptyReport();
        for (UnitAnalysis<Outcome> analysis : analyses) {
            report = analysis.addTo(report, BOOTSTRAP);
        }
        return report;
    }

    private static List<String> found(EvaluationReport report, Finding.Kind kind) {
        return report.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::subject)
                .toList();
    }

    @Test
    void slice_madeWorseOnPurpose_isFound() {
        EvaluationReport report =
                evaluate(
                        (person, random) -> {
                            if (person.is("region", "region 3") && person.is("sex", "male")) {
                                // The model sees noise instead of the risk.
                                person.positive = random.nextDouble() < 0.5;
                            }
                        });
        assertThat(found(report, Finding.Kind.WORSE_SLICE))
                .containsExactly("sex=male and region=region 3");
        assertThat(report.foundSlices().getFirst().condition())
                .isEqualTo("sex == \"male\" && region == \"region 3\"");
    }

    @Test
    void score_thatIsMiscalibrated_isFound() {
        EvaluationReport report =
                evaluate((person, random) -> person.score = Math.sqrt(person.risk));
        assertThat(found(report, Finding.Kind.MISCALIBRATED_SCORE)).containsExactly("score");
    }

    @Test
    void threshold_thatIsUnfair_isFound() {
        EvaluationReport report =
                evaluate(
                        (person, random) -> {
                            if (person.is("sex", "female")) {
                                // As if the threshold were 0.65 for women.
                                person.score = Math.max(0, person.score - 0.15);
                            }
                        });
        assertThat(found(report, Finding.Kind.UNEQUAL_DECISIONS)).containsExactly("sex");
        assertThat(report.findings())
                .anyMatch(
                        finding ->
                                finding.message().contains("demographic-parity-difference")
                                        && finding.message().contains("equal-opportunity"));
    }

    @Test
    void feature_thatLeaks_isFound() {
        EvaluationReport report =
                evaluate(
                        (person, random) ->
                                person.values.put(
                                        "note",
                                        person.positive && random.nextInt(200) > 0
                                                ? "written off"
                                                : "open"));
        assertThat(found(report, Finding.Kind.LEAKING_COLUMN)).containsExactly("note");
    }

    /// At most 5 % of the runs have a worse slice, 5 % unequal decisions, 1 % a miscalibrated
    /// score, and none a leaking column.
    @Test
    void runs_withNothingPlanted_haveFindingsAsSeldomAsStated() {
        Map<Finding.Kind, Integer> alarms = new EnumMap<>(Finding.Kind.class);
        for (int run = 0; run < QUIET_RUNS; run++) {
            EvaluationReport report = evaluate((person, random) -> {});
            report.findings().stream()
                    .map(Finding::kind)
                    .distinct()
                    .forEach(kind -> alarms.merge(kind, 1, Integer::sum));
        }
        System.out.println(alarms + " of " + QUIET_RUNS + " quiet runs, seed " + SEED);
        assertRate(alarms, Finding.Kind.WORSE_SLICE, 0.05);
        assertRate(alarms, Finding.Kind.UNEQUAL_DECISIONS, 0.05);
        assertRate(alarms, Finding.Kind.MISCALIBRATED_SCORE, 0.01);
        assertThat(alarms).doesNotContainKey(Finding.Kind.LEAKING_COLUMN);
    }

    /// The rate is at most the level, but for three standard errors of so many runs.
    private static void assertRate(
            Map<Finding.Kind, Integer> alarms, Finding.Kind kind, double level) {
        double limit = level + 3 * Math.sqrt(level * (1 - level) / QUIET_RUNS);
        assertThat(alarms.getOrDefault(kind, 0) / (double) QUIET_RUNS)
                .as("%s, seed %d", kind, SEED)
                .isLessThanOrEqualTo(limit);
    }
}
