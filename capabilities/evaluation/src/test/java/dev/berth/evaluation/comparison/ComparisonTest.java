package dev.berth.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.classification.BinaryOutcome;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.prediction.Subject;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.PredictedRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    private static final double CONFIDENCE = 0.95;
    private static final int ROWS = 2000;

    @Test
    void of_oneIsBetter_isBestAndRecommended() {
        Comparison comparison =
                compare(
                        List.of(),
                        candidate("weak", 1.0, Interpretability.TRANSPARENT, 1),
                        candidate("strong", 3.0, Interpretability.OPAQUE, 10));

        assertThat(comparison.choice().best()).contains("strong");
        assertThat(comparison.choice().recommended()).contains("strong");
        assertThat(comparison.choice().runnerUp()).contains("weak");
        assertThat(comparison.choice().tied()).isEmpty();
        assertThat(comparison.front()).containsExactly("weak", "strong");
        assertThat(comparison.tests())
                .filteredOn(test -> test.measure().equals("roc-auc"))
                .allMatch(test -> test.isSignificant(0.05));
    }

    @Test
    void of_noTestTellsThemApart_recommendsTheInterpretable() {
        Comparison comparison =
                compare(
                        List.of(),
                        candidate("network", 2.0, Interpretability.OPAQUE, 1),
                        candidate("linear", 2.0, Interpretability.TRANSPARENT, 5));

        assertThat(comparison.choice().tied()).hasSize(1);
        assertThat(comparison.choice().recommended()).contains("linear");
    }

    @Test
    void of_theBestBreaksALimit_isNotChosen() {
        Comparison comparison =
                compare(
                        List.of(Limit.parse("p99-ms<=5", SliceResult.ALL)),
                        candidate("fast", 1.0, Interpretability.UNKNOWN, 1),
                        candidate("slow", 3.0, Interpretability.UNKNOWN, 10));

        assertThat(comparison.choice().best()).contains("fast");
        assertThat(comparison.front()).containsExactly("fast");
        assertThat(comparison.candidates().get(1).broken()).hasSize(1);
    }

    @Test
    void of_aLimitOfSomethingUnknown_isNotKept() {
        Comparison comparison =
                compare(
                        List.of(Limit.parse("recall/absent>=0.1", SliceResult.ALL)),
                        candidate("a", 1.0, Interpretability.UNKNOWN, 1),
                        candidate("b", 3.0, Interpretability.UNKNOWN, 10));

        assertThat(comparison.choice().best()).isEmpty();
        assertThat(comparison.choice().recommended()).isEmpty();
    }

    @Test
    void of_dominatedInEverything_isNotOnTheFront() {
        Comparison comparison =
                compare(
                        List.of(),
                        candidate("worse", 1.0, Interpretability.UNKNOWN, 10),
                        candidate("better", 3.0, Interpretability.UNKNOWN, 1));

        assertThat(comparison.front()).containsExactly("better");
    }

    @Test
    void limit_forms_readAndWritten() {
        assertThat(Limit.parse("p99-ms<=20", "all").text("all")).isEqualTo("p99-ms <= 20");
        assertThat(Limit.parse("recall/marital=single >= 0.7", "all").text("all"))
                .isEqualTo("recall/marital=single >= 0.7");
        assertThat(Limit.parse("recall@10 >= 1e-3", "all").measure()).isEqualTo("recall@10");
        for (String wrong : List.of("", "p99", "p99<20", "p99<=", "p99<=x", "<=1")) {
            assertThatThrownBy(() -> Limit.parse(wrong, "all"))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void recorder_moreUnitsThanFit_keepsTheSameRowsAsAnother() {
        var first = new UnitRecorder<>(new PlainTask(), 100);
        var second = new UnitRecorder<>(new PlainTask(), 100);
        for (int row = 1; row <= 1000; row++) {
            first.accept(unit(row), new BinaryOutcome(row % 3 == 0, row, true), 1);
            if (row % 10 != 0) {
                second.accept(unit(row), new BinaryOutcome(row % 3 == 0, -row, false), 1);
            }
        }

        PairedUnits pairs = first.paired(second);

        assertThat(pairs.count()).isBetween(40, 100);
        for (int i = 0; i < pairs.count(); i++) {
            assertThat(pairs.firstScore(i)).isEqualTo(-pairs.secondScore(i));
            assertThat(pairs.firstScore(i) % 10).isNotZero();
            assertThat(pairs.isPositive(i)).isEqualTo(pairs.firstScore(i) % 3 == 0);
        }
    }

    @Test
    void recorder_writtenAndRead_isTheSame() {
        var recorder = new UnitRecorder<>(new PlainTask(), 100);
        for (int row = 1; row <= 250; row++) {
            recorder.accept(unit(row), new BinaryOutcome(row % 2 == 0, row, row > 100), 1);
        }
        var out = new ByteWriter();
        recorder.write(out);
        var read = new UnitRecorder<>(new PlainTask(), 100);

        read.read(new ByteReader(out.toBytes()));

        PairedUnits pairs = recorder.paired(read);
        assertThat(pairs.count()).isGreaterThan(40);
        assertThat(pairs.onlyFirstRight() + pairs.onlySecondRight()).isZero();
    }

    @Test
    void meter_counters_differenceAndRestart(@TempDir Path folder) throws Exception {
        Path counter = Files.createDirectories(folder.resolve("intel-rapl:0"));
        Files.createDirectories(folder.resolve("intel-rapl:0:0"));
        Files.writeString(counter.resolve("max_energy_range_uj"), "10000000\n");
        Files.writeString(counter.resolve("energy_uj"), "9000000\n");
        EnergyMeter meter = EnergyMeter.of(folder);
        EnergyMeter.Reading start = meter.read();
        Files.writeString(counter.resolve("energy_uj"), "2000000\n");

        assertThat(meter.isEstimated()).isFalse();
        assertThat(meter.between(start, meter.read())).isEqualTo(3.0);
        assertThat(EnergyMeter.of(folder.resolve("none")).isEstimated()).isTrue();
    }

    private static Comparison compare(List<Limit> limits, Candidate... candidates) {
        List<Comparison.Evaluated> evaluated = new ArrayList<>();
        for (Candidate each : candidates) {
            evaluated.add(
                    new Comparison.Evaluated(
                            CandidateResult.of(
                                    each.name(),
                                    each.report(),
                                    each.costs(),
                                    each.interpretability(),
                                    limits),
                            each.units()));
        }
        return Comparison.of("roc-auc", limits, evaluated, CONFIDENCE);
    }

    private record Candidate(
            String name,
            EvaluationReport report,
            Costs costs,
            Interpretability interpretability,
            UnitRecorder<?> units) {}

    /// A candidate whose scores of positives lie a distance above those of negatives.
    private static Candidate candidate(
            String name, double distance, Interpretability interpretability, double p99) {
        var recorder = new UnitRecorder<>(new PlainTask());
        var labels = new Random(1);
        var noise = new Random(name.hashCode());
        List<double[]> scores = new ArrayList<>();
        for (int row = 1; row <= ROWS; row++) {
            boolean positive = labels.nextBoolean();
            double score = noise.nextGaussian() + (positive ? distance : 0);
            recorder.accept(unit(row), new BinaryOutcome(positive, score, score > distance / 2), 1);
            scores.add(new double[] {positive ? 1 : 0, score});
        }
        return new Candidate(
                name,
                report(name, area(scores)),
                new Costs(
                        p99 / 2,
                        p99,
                        100,
                        OptionalLong.of(100),
                        OptionalLong.of(10),
                        OptionalDouble.empty(),
                        true),
                interpretability,
                recorder);
    }

    private static double area(List<double[]> scores) {
        double sum = 0;
        long pairs = 0;
        for (double[] one : scores) {
            for (double[] other : scores) {
                if (one[0] == 1 && other[0] == 0) {
                    sum += one[1] > other[1] ? 1 : 0;
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    private static EvaluationReport report(String name, double area) {
        return new EvaluationReport(
                "test",
                new Subject(Subject.Kind.MODEL, name, "1"),
                Task.BINARY,
                new Provenance(
                        "berth compare",
                        "data.csv",
                        "",
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        "test",
                        1,
                        0,
                        CONFIDENCE,
                        64),
                new RowCounts(ROWS, ROWS, 0, List.of()),
                List.of(
                        new SliceResult(
                                SliceResult.ALL,
                                "",
                                ROWS,
                                ROWS,
                                List.of(MetricValue.of("roc-auc", area)),
                                Optional.empty())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static List<PredictedRow> unit(long row) {
        return List.of(new PredictedRow(new NumberedRow(row), Map.of()));
    }

    private record NumberedRow(long number) implements DataRow {
        @Override
        public @Nullable Object value(String column) {
            return null;
        }

        @Override
        public @Nullable String text(String column) {
            return null;
        }
    }

    private static final class PlainTask implements TaskEvaluation<BinaryOutcome> {
        @Override
        public List<String> columns() {
            return List.of();
        }

        @Override
        public BinaryOutcome outcome(List<PredictedRow> unit) {
            throw new AssertionError("not asked for");
        }

        @Override
        public int termCount() {
            return 0;
        }

        @Override
        public void terms(BinaryOutcome outcome, double[] terms) {}

        @Override
        public double loss(BinaryOutcome outcome) {
            return outcome.isRight() ? 0 : 1;
        }

        @Override
        public SliceState<BinaryOutcome> newState(long stream) {
            throw new AssertionError("not asked for");
        }
    }
}
