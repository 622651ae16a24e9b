package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.Berth;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.evaluate.EvaluationRepetition;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.SliceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `examples/lending`: its models are those of the training, its report that of the
/// evaluation.
class LendingExampleTest {
    private static final Path EXAMPLE = Repository.example("lending");
    private static final Path REPORT = EXAMPLE.resolve("evaluations/credit.json");

    /// Sums of float32 in another order may put single records on the other side of a split.
    private static final double EQUAL = 1e-3;

    @TempDir private Path folder;

    @Test
    void models_trainedAgain_areThoseInTheRepository() throws IOException {
        LendingTraining training = LendingTraining.ofExample();
        Path again = copy(EXAMPLE, folder.resolve("lending"));
        Files.write(again.resolve("models/scorecard/1/scorecard.onnx"), training.scorecard());
        Files.write(again.resolve("models/boosted/1/boosted.onnx"), training.boosted());

        List<Map<String, @Nullable Object>> records = records();
        for (String model : List.of("scorecard", "boosted")) {
            double[] now = probabilities(again, model, records);
            double[] then = probabilities(EXAMPLE, model, records);
            double sum = 0;
            for (int i = 0; i < now.length; i++) {
                sum += Math.abs(now[i] - then[i]);
            }
            assertThat(sum / now.length)
                    .as("%s; if the data changed, run LendingTraining.main", model)
                    .isLessThan(EQUAL);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path name = from.relativize(file);
                if (name.startsWith("models") || name.startsWith("berth.yaml")) {
                    Path target = to.resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    /// The records of the test set, with what is missing as null.
    private static List<Map<String, @Nullable Object>> records() {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (Map<String, String> row : LendingTraining.read(EXAMPLE.resolve("data/test.csv"))) {
            Map<String, @Nullable Object> record = new HashMap<>();
            row.forEach(
                    (name, cell) -> {
                        if (!name.equals("status") && !name.equals("marital")) {
                            record.put(name, value(name, cell));
                        }
                    });
            records.add(record);
        }
        return records;
    }

    private static @Nullable Object value(String name, String cell) {
        if (cell.isEmpty()) {
            return null;
        }
        return List.of("home", "records", "job").contains(name)
                ? cell
                : (Object) Double.valueOf(cell);
    }

    private static double[] probabilities(
            Path system, String model, List<Map<String, @Nullable Object>> records) {
        List<Double> probabilities = new ArrayList<>();
        try (var berth = Berth.open(system)) {
            for (int from = 0; from < records.size(); from += 64) {
                List<Map<String, @Nullable Object>> batch =
                        records.subList(from, Math.min(records.size(), from + 64));
                berth.model(model)
                        .predictAll(batch)
                        .forEach(
                                answer ->
                                        probabilities.add(
                                                ((Float) answer.get("probability"))
                                                        .doubleValue()));
            }
        }
        return probabilities.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void endpoint_refusesFromItsThresholdOn() {
        try (var berth = Berth.open(EXAMPLE)) {
            for (Map<String, @Nullable Object> record : records().subList(0, 50)) {
                Map<String, Object> answer = berth.endpoint("credit").predict(record);
                boolean refused = (Float) answer.get("probability") >= 0.3f;
                assertThat(answer.get("decision")).isEqualTo(refused ? "bad" : "good");
            }
        }
    }

    @Test
    void report_isThatOfTheEvaluation() {
        EvaluationReport recorded = ReportJson.read(REPORT);
        EvaluationReport now =
                new EvaluationRepetition(EXAMPLE, Terminal.ofProcess()).run(recorded);

        assertThat(now.rows()).isEqualTo(recorded.rows());
        assertThat(now.provenance().dataSha256()).isEqualTo(recorded.provenance().dataSha256());
        assertThat(now.provenance().modelSha256()).isEqualTo(recorded.provenance().modelSha256());
        for (SliceResult slice : recorded.slices()) {
            for (MetricValue metric : slice.metrics()) {
                MetricValue found = now.findMetric(slice.name(), metric.name()).orElseThrow();
                assertThat(found.isDefined()).isEqualTo(metric.isDefined());
                if (metric.isDefined()) {
                    assertThat(found.value())
                            .as("%s of %s; if it changed, run `berth evaluate`", metric, slice)
                            .isCloseTo(metric.value(), within(EQUAL));
                }
            }
        }
    }

    @Test
    void boostedModel_isBetterThanTheScorecard() {
        List<Map<String, String>> rows =
                LendingTraining.read(EXAMPLE.resolve("data/test.csv"));
        List<Map<String, @Nullable Object>> records = records();
        double scorecard = area(rows, probabilities(EXAMPLE, "scorecard", records));
        double boosted = area(rows, probabilities(EXAMPLE, "boosted", records));

        assertThat(scorecard).isBetween(0.80, 0.82);
        assertThat(boosted).isBetween(scorecard + 0.01, 0.84);
    }

    /// The area under the ROC curve, by comparing all pairs.
    private static double area(List<Map<String, String>> rows, double[] scores) {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if ("bad".equals(rows.get(i).get("status"))
                        && "good".equals(rows.get(j).get("status"))) {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }
}
