package dev.berth.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import dev.berth.scoring.data.TextValue;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of metrics against scikit-learn 1.4.2 (NumPy 2.2.4), on 174 recorded data sets with 2,978
/// values: random ones, ties, weights, one class only, classes without rows, NaN, scores that are
/// no probabilities, scores at the edges of bins.
///
/// `scikit-learn.jsonl` has the rows as label, score or scores, and weight, and the expected
/// values; null where a metric is undefined. It was written by a script that called, with
/// `sample_weight`:
///
/// - binary, decided by `score >= threshold`: `accuracy_score`, `balanced_accuracy_score`,
///   `precision_score`, `recall_score` (specificity with `pos_label=0`) and `f1_score` with
///   `zero_division=nan`, `roc_auc_score`, `average_precision_score`, `log_loss(labels=[0, 1])`,
///   `brier_score_loss`; `ece` from the bins of `calibration_curve(n_bins=10)`, checked against it;
/// - multiclass, decided by `argmax`: the same with `average=` macro, micro and weighted and
///   `zero_division=0`; areas of each class against the others, their mean over the classes for
///   which they are defined, checked against `multi_class='ovr'` where that is all; Brier by its
///   formula;
/// - multilabel: the same, `accuracy_score` as `exact-match`, `hamming_loss`;
/// - regression: `mean_squared_error`, `mean_absolute_error`, `r2_score`; the mean error by NumPy.
///
/// Rows with NaN were left out there; here the run sets them aside.
class ScikitLearnTest {
    private static final double TOLERANCE = 1e-9;
    private static final int CASES = 174;

    private static final RunOptions LENIENT =
            new RunOptions(
                    7,
                    2,
                    1,
                    RunOptions.Strictness.SET_ASIDE,
                    Optional.empty(),
                    Duration.ofSeconds(10));

    @TempDir private static Path folder;
    private static Database database;

    /// @param threshold NaN for none
    /// @param rows label, score or scores, weight
    record Case(
            String name,
            Task task,
            List<String> classes,
            double threshold,
            List<List<?>> rows,
            Map<?, ?> expected) {
        @Override
        public String toString() {
            return task + ": " + name;
        }
    }

    @BeforeAll
    static void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    static Stream<Case> cases() throws Exception {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        ScikitLearnTest.class.getResourceAsStream(
                                                "scikit-learn.jsonl")),
                                StandardCharsets.UTF_8))) {
            List<String> lines = in.lines().toList();
            assertThat(lines).hasSize(CASES);
            List<Case> cases = new ArrayList<>();
            for (String line : lines) {
                cases.add(read((Map<?, ?>) Objects.requireNonNull(TextValue.json("", line))));
            }
            return cases.stream();
        }
    }

    private static Case read(Map<?, ?> plain) {
        return new Case(
                (String) get(plain, "name"),
                Task.findByLabel((String) get(plain, "task")).orElseThrow(),
                plain.get("classes") instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.of(),
                plain.get("threshold") instanceof Number number ? number.doubleValue() : Double.NaN,
                ((List<?>) get(plain, "rows")).stream().<List<?>>map(row -> (List<?>) row).toList(),
                (Map<?, ?>) get(plain, "expected"));
    }

    private static Object get(Map<?, ?> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void metrics_areThoseOfScikitLearn(Case recorded) throws IOException {
        EvaluationReport report = run(recorded);

        check(report.all(), recorded);
        long missing = recorded.rows().stream().filter(row -> row.get(1) == null).count();
        assertThat(report.rows().setAside()).isEqualTo(missing);
        // The same rows as a slice of many, and a slice of none.
        check(report.findSlice("here").orElseThrow(), recorded);
        SliceResult empty = report.findSlice("nowhere").orElseThrow();
        assertThat(empty.rows()).isZero();
        assertThat(empty.metrics())
                .hasSameSizeAs(report.all().metrics())
                .noneMatch(MetricValue::isDefined);
    }

    private static void check(SliceResult slice, Case recorded) {
        recorded.expected()
                .forEach(
                        (name, value) -> {
                            MetricValue metric = slice.find((String) name).orElseThrow();
                            if (value instanceof Number number) {
                                double expected = number.doubleValue();
                                assertThat(metric.value())
                                        .as(metric.name())
                                        .isCloseTo(
                                                expected,
                                                within(
                                                        TOLERANCE
                                                                * Math.max(1, Math.abs(expected))));
                            } else {
                                assertThat(metric.isDefined()).as(metric.name()).isFalse();
                            }
                        });
    }

    /// Each row twice, once in a slice of its own.
    private EvaluationReport run(Case recorded) throws IOException {
        var csv = new StringBuilder("label;given;weight;place\n");
        for (List<?> row : recorded.rows()) {
            csv.append(row.get(0)).append(';');
            csv.append(row.get(1) == null ? "" : row.get(1)).append(';');
            csv.append(row.get(2)).append(";here\n");
        }
        Path file = folder.resolve("data.csv");
        Files.writeString(file, csv);
        boolean isList = recorded.task() == Task.MULTICLASS || recorded.task() == Task.MULTILABEL;
        var description =
                new Descriptions(
                        recorded.task(),
                        label(recorded),
                        Double.isNaN(recorded.threshold())
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(recorded.threshold()),
                        Optional.of("weight"),
                        List.of(
                                new SliceDescription.Condition("here", "place == 'here'"),
                                new SliceDescription.Condition("nowhere", "place == 'nowhere'")),
                        new Resamples(20, 1, 0.9));
        return EvaluationRun.run(
                description.describe(),
                database,
                file,
                isList
                        ? EchoPredictor.ofLists(recorded.classes().size())
                        : EchoPredictor.ofNumbers(),
                LENIENT,
                Descriptions.ORIGIN,
                (_, _, _) -> {});
    }

    private static Label label(Case recorded) {
        return recorded.task() == Task.BINARY
                ? new Label("label", Optional.of("1"), List.of("0", "1"))
                : new Label("label", Optional.empty(), recorded.classes());
    }
}
