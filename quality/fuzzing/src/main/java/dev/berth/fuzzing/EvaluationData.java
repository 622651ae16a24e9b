package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Fuzz target: the data of an evaluation, as CSV and as lines of JSON, which is rejected, or of
/// which every row is evaluated or set aside.
final class EvaluationData implements Target {
    private static final String CSV =
            "status,given,age,note\nbad,0.9,30,\"a, \"\"b\"\"\"\ngood,0.1,40,\nbad,0.4,,x\n";
    private static final String JSON =
            """
            {"status": "bad", "given": 0.9, "age": 30, "note": "a"}
            {"status": "good", "given": 0.1, "note": ["b", 1]}

            {"status": "bad", "given": "0.4", "age": null}
            """;

    private static final RunOptions OPTIONS =
            new RunOptions(
                    2,
                    1,
                    1,
                    RunOptions.Strictness.SET_ASIDE,
                    Optional.empty(),
                    Duration.ofSeconds(10));

    private static final ReportOrigin ORIGIN =
            new ReportOrigin("c", "d", Optional.empty(), "", InstantSource.system());

    private final Path folder;
    private final Database database;

    EvaluationData() {
        try {
            folder = Files.createTempDirectory("berth-fuzzing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 1));
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(CSV), Bytes.utf8(JSON));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        for (String name : List.of("data.csv", "data.jsonl")) {
            Path file = Files.write(folder.resolve(name), bytes);
            try {
                check(
                        EvaluationRun.run(
                                DESCRIPTION,
                                database,
                                file,
                                new Echo(),
                                OPTIONS,
                                ORIGIN,
                                (_, _, _) -> {}));
            } catch (ProblemException refused) {
                Bytes.requireRemedy(refused);
            }
        }
    }

    private static void check(EvaluationReport report) {
        RowCounts rows = report.rows();
        if (rows.read() != rows.evaluated() + rows.setAside()
                || report.all().rows() != rows.evaluated()) {
            throw new AssertionError("lost rows: " + rows);
        }
        var _ = ReportJson.write(report);
    }

    @Override
    public void close() {
        database.close();
    }

    private static final EvaluationDescription DESCRIPTION =
            new EvaluationDescription(
                    "e",
                    new Subject(Subject.Kind.MODEL, "echo", "1"),
                    "data",
                    Task.BINARY,
                    new Label("status", Optional.of("bad"), List.of("good", "bad")),
                    new Score(Optional.empty(), Optional.empty(), Optional.empty()),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    List.of(),
                    List.of(
                            new SliceDescription.Columns(List.of("note")),
                            new SliceDescription.Condition("old", "age != null")),
                    Optional.empty(),
                    new Resamples(10, 1, 0.9));

    /// Predictor of what it gets.
    private static final class Echo implements RecordPredictor {
        private static Field field(String name) {
            return Field.of(
                    name, ElementType.FLOAT64, DeclaredShape.of(new Dimension.Dynamic("N")));
        }

        @Override
        public Subject subject() {
            return DESCRIPTION.subject();
        }

        @Override
        public String modelSha256() {
            return "";
        }

        @Override
        public Signature signature() {
            return new Signature(
                    Optional.of("N"), List.of(field("given")), List.of(field("score")));
        }

        @Override
        public List<Map<String, @Nullable Object>> predict(
                List<Map<String, @Nullable Object>> records) {
            List<Map<String, @Nullable Object>> answers = new ArrayList<>();
            for (Map<String, @Nullable Object> record : records) {
                Map<String, @Nullable Object> answer = new HashMap<>();
                answer.put("score", record.get("given"));
                answers.add(answer);
            }
            return answers;
        }
    }
}
