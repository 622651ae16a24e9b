package dev.berth.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.run.RunOptions.Strictness;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRunTest {
    @TempDir private static Path spill;
    private static Database database;

    @TempDir private Path folder;

    @BeforeAll
    static void open() {
        database = Database.open(new DatabaseSettings(512L << 20, spill, 2));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static RunOptions options(double setAsideMax, Strictness strictness) {
        return new RunOptions(
                256, 3, setAsideMax, strictness, Optional.empty(), Duration.ofSeconds(10));
    }

    private static EvaluationReport run(
            EvaluationDescription description,
            Path file,
            RecordPredictor predictor,
            RunOptions options) {
        return EvaluationRun.run(
                description,
                database,
                file,
                predictor,
                options,
                Descriptions.ORIGIN,
                (_, _, _) -> {});
    }

    private static EvaluationReport run(Descriptions description, Path file) {
        return run(
                description.describe(),
                file,
                EchoPredictor.ofNumbers(),
                options(0.01, Strictness.SET_ASIDE));
    }

    private Path csv(int rows) throws IOException {
        var text = new StringBuilder("status,given,age,region,weight\n");
        var random = new Random(3);
        for (int i = 1; i <= rows; i++) {
            text.append(line(i, random));
        }
        return file("data.csv", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String line(int i, Random random) {
        double score = random.nextDouble();
        boolean bad = random.nextDouble() < score;
        return (bad ? "bad" : "good")
                + ","
                + score
                + ","
                + (18 + i % 60)
                + ","
                + (i % 3 == 0 ? "north" : "south")
                + ","
                + (1 + i % 2)
                + "\n";
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    @Test
    void slices_haveTheirRowsAndMetrics() throws IOException {
        Path file = csv(3000);
        EvaluationReport report =
                run(
                        Descriptions.binary()
                                .with(
                                        new SliceDescription.Columns(List.of("region")),
                                        new SliceDescription.Condition("young", "age < 25")),
                        file);

        assertThat(report.slices())
                .extracting(SliceResult::name, SliceResult::rows)
                .containsExactly(
                        tuple("all", 3000L),
                        tuple("region=north", 1000L),
                        tuple("region=south", 2000L),
                        tuple("young", 350L));
        assertThat(report.findMetric("young", "accuracy").orElseThrow().value())
                .isCloseTo(0.75, within(0.06));
        assertThat(report.rows().evaluated()).isEqualTo(3000);
        assertThat(report.provenance().dataSha256()).hasSize(64);
    }

    @Test
    void report_isTheSameWithOtherBatchesAndRequests() throws IOException {
        Path file = csv(3000);
        EvaluationDescription description =
                Descriptions.binary()
                        .weighted("weight")
                        .with(new SliceDescription.Columns(List.of("region")))
                        .describe();
        EvaluationReport one =
                run(
                        description,
                        file,
                        EchoPredictor.ofNumbers(),
                        new RunOptions(
                                1000, 1, 0, Strictness.FAIL, Optional.empty(), Duration.ZERO));
        EvaluationReport other =
                run(
                        description,
                        file,
                        EchoPredictor.ofNumbers(),
                        new RunOptions(7, 8, 0, Strictness.FAIL, Optional.empty(), Duration.ZERO));

        assertThat(ReportJson.write(other.reproducible()))
                .isEqualTo(ReportJson.write(one.reproducible()));
    }

    @Test
    void formats_giveTheSameMetrics() throws IOException {
        Path csv = csv(500);
        Descriptions description =
                Descriptions.binary()
                        .weighted("weight")
                        .with(
                                new SliceDescription.Columns(List.of("region", "age")),
                                new SliceDescription.Condition("young", "age < 25"));
        List<SliceResult> expected = run(description, csv).slices();
        try (Session session = database.connect()) {
            for (String format : List.of("parquet", "json")) {
                Path file = folder.resolve("data." + (format.equals("json") ? "jsonl" : format));
                session.execute(
                        "COPY (SELECT * FROM read_csv('"
                                + csv
                                + "')) TO '"
                                + file
                                + "' (FORMAT "
                                + format
                                + ")");
                assertThat(run(description, file).slices()).as(format).isEqualTo(expected);
            }
        }
    }

    @Test
    void brokenRows_areSetAsideWithRowAndColumn() throws IOException {
        var random = new Random(3);
        var out = new ByteArrayOutputStream();
        out.writeBytes("status,given,age,region,weight\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 1; i <= 130_000; i++) {
            String line = line(i, random);
            out.writeBytes(
                    switch (i) {
                        case 11 ->
                                line.replaceFirst("bad|good", "ugly")
                                        .getBytes(StandardCharsets.UTF_8);
                        case 12 ->
                                line.replaceFirst("bad|good", "").getBytes(StandardCharsets.UTF_8);
                        case 13 ->
                                line.replaceFirst(",0", ",none").getBytes(StandardCharsets.UTF_8);
                        case 14 ->
                                line.replaceFirst("(north|south),.", "$1,-1")
                                        .getBytes(StandardCharsets.UTF_8);
                        case 15 -> "good,0.1,20\n".getBytes(StandardCharsets.UTF_8);
                        case 16 ->
                                line.replaceFirst("north|south", "x".repeat(2_100_000))
                                        .getBytes(StandardCharsets.UTF_8);
                        case 17 ->
                                line.replaceFirst("north|south", "n\u00f6rd")
                                        .getBytes(StandardCharsets.ISO_8859_1);
                        case 123_456 ->
                                line.replaceFirst(",\\d\\d,", ",forty,")
                                        .getBytes(StandardCharsets.UTF_8);
                        default -> line.getBytes(StandardCharsets.UTF_8);
                    });
        }
        Path file = file("data.csv", out.toByteArray());
        EvaluationReport report =
                run(
                        Descriptions.binary()
                                .weighted("weight")
                                .with(
                                        new SliceDescription.Columns(List.of("region")),
                                        new SliceDescription.Condition("young", "age < 25"))
                                .with(new Resamples(10, 1, 0.95)),
                        file);

        assertThat(report.rows().read()).isEqualTo(130_000);
        assertThat(report.rows().evaluated()).isEqualTo(129_992);
        assertThat(report.rows().firstSetAside())
                .extracting(row -> row.row() + " " + row.column() + ": " + row.message())
                .containsExactly(
                        "11 status: 'ugly' (expected: one of bad, good)",
                        "12 status: no label (expected: one of bad, good)",
                        "13 given: '" + cells(file, 13)[1] + "' (expected: a number)",
                        "14 weight: the weight -1 (expected: a number greater than 0)",
                        "15 region: Expected Number of Columns: 5 Found: 3",
                        "16 : Maximum line size of 2000000 bytes exceeded. Actual Size:"
                                + String.join(",", cells(file, 16)).length()
                                + " bytes.",
                        "17 region: bytes that are not UTF-8 (expected: a file in one encoding)",
                        "123456 age: 'forty' (expected: a number)");
    }

    private static String[] cells(Path file, int row) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .skip(row)
                .findFirst()
                .orElseThrow()
                .split(",", -1);
    }

    @Test
    void strictRun_stopsAtTheFirstBrokenRow() throws IOException {
        Path file =
                file(
                        "data.csv",
                        "status,given\nbad,0.5\ngood,x\nbad,0.1\n"
                                .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary().describe(),
                                        file,
                                        EchoPredictor.ofNumbers(),
                                        options(1, Strictness.FAIL)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("row-invalid: ")
                .hasMessageContaining("data.csv: row 2, column given: 'x' (expected: a number)");
    }

    @Test
    void tooManyBrokenRows_areAProblemWithTheirNumberAndTheFirst() throws IOException {
        Path file =
                file(
                        "data.csv",
                        ("status,given\n" + "bad,0.5\n".repeat(196) + "good,\n".repeat(4))
                                .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> run(Descriptions.binary(), file))
                .hasMessageContaining("3 rows cannot be evaluated (expected: at most 2)")
                .hasMessageContaining("row 197, column score: the prediction is NaN");
    }

    @Test
    void columnsThatAreMissing_areAProblemThatNamesThem() throws IOException {
        Path file = file("data.csv", "stat,given\nbad,0.5\n".getBytes(StandardCharsets.UTF_8));
        Path fewer = file("fewer.csv", "status,other\nbad,0.5\n".getBytes(StandardCharsets.UTF_8));
        Path both = file("both.csv", "status,given\nbad,0.5\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> run(Descriptions.binary(), file))
                .hasMessageContaining(
                        "data.csv has no column 'status' for the label; did you mean 'stat'?");
        assertThatThrownBy(() -> run(Descriptions.binary(), fewer))
                .hasMessageContaining("no column 'given' for the input of that name");
        assertThatThrownBy(() -> run(Descriptions.binary().weighted("w"), both))
                .hasMessageContaining("no column 'w' for the weight");
        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary()
                                                .with(
                                                        new SliceDescription.Columns(
                                                                List.of("place"))),
                                        both))
                .hasMessageContaining("no column 'place' for slices");
        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary()
                                                .with(
                                                        new SliceDescription.Condition(
                                                                "s", "given < 'a'")),
                                        both))
                .hasMessageContaining("slice 's': `given < 'a'`: found no matching overload");
        assertThatThrownBy(() -> run(Descriptions.binary(), folder.resolve("none.csv")))
                .hasMessageContaining("no file ");
        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary(),
                                        file("data.txt", "x".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("(expected: an ending of .parquet, .csv, .jsonl or .arrow)");
    }

    @Test
    void labelsOfMoreClasses_areAProblemThatCountsThem() throws IOException {
        Path file =
                file(
                        "data.csv",
                        "status,given\nbad,0.5\ngood,0.1\ngood,0.2\nbda,0.4\n"
                                .getBytes(StandardCharsets.UTF_8));
        var label = new Label("status", Optional.of("bad"), List.of());
        var description =
                new Descriptions(
                        Task.BINARY,
                        label,
                        OptionalDouble.empty(),
                        Optional.empty(),
                        List.of(),
                        Resamples.DEFAULT);

        assertThatThrownBy(() -> run(description, file))
                .hasMessageContaining("has 'good' (2), 'bad' (1), 'bda' (1)")
                .hasMessageContaining("(expected: it and one other)");
    }

    @Test
    void inputs_byExpressionOrColumn_areThoseOfTheDescription() throws IOException {
        Path file =
                file(
                        "data.csv",
                        "status,percent\nbad,90\ngood,20\ngood,40\nbad,70\n"
                                .getBytes(StandardCharsets.UTF_8));
        for (String input : List.of("double(percent) / 100.0", "double(percent) * 0.01")) {
            EvaluationReport report =
                    run(
                            Descriptions.binary().describe(Map.of(EchoPredictor.INPUT, input)),
                            file,
                            EchoPredictor.ofNumbers(),
                            options(0, Strictness.FAIL));
            assertThat(report.all().find("accuracy").orElseThrow().value()).isEqualTo(1);
        }
        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary().describe(Map.of("x", "percent")),
                                        file,
                                        EchoPredictor.ofNumbers(),
                                        options(0, Strictness.FAIL)))
                .hasMessageContaining("no input 'x' (expected: one of given)");
    }

    @Test
    void recordThatIsRejected_isSetAsideAlone() throws IOException {
        Path file = csv(1000);
        var predictor =
                EchoPredictor.answering(
                        record -> {
                            if (record.get(EchoPredictor.INPUT) instanceof Double input
                                    && input > 0.995) {
                                throw Problem.of(
                                                ProblemCode.RECORD_INVALID, "1 value", "correct it")
                                        .withViolations(
                                                List.of(
                                                        new FieldViolation(
                                                                "$.records[5].given",
                                                                "1",
                                                                "at most 0.995")))
                                        .asException();
                            }
                            return EchoPredictor.echo(record);
                        });
        EvaluationReport report =
                run(
                        Descriptions.binary().describe(),
                        file,
                        predictor,
                        options(0.02, Strictness.SET_ASIDE));

        assertThat(report.rows().setAside()).isBetween(1L, 15L);
        assertThat(report.rows().firstSetAside())
                .allSatisfy(
                        row -> {
                            assertThat(row.column()).isEqualTo("given");
                            assertThat(row.code()).isEqualTo("record-invalid");
                            assertThat(row.message()).isEqualTo("1 (expected: at most 0.995)");
                        });
        // Each batch, and some twenty halves for each record.
        assertThat(predictor.requests()).isLessThan(4 + 20 * (int) report.rows().setAside());
    }

    @Test
    void overloadedServer_isTriedAgain() throws IOException {
        Path file = csv(600);
        Map<Object, AtomicInteger> attempts = new ConcurrentHashMap<>();
        var predictor =
                EchoPredictor.answering(
                        record -> {
                            int attempt =
                                    attempts.computeIfAbsent(
                                                    record.get(EchoPredictor.INPUT),
                                                    first -> new AtomicInteger())
                                            .incrementAndGet();
                            if (attempt < 3) {
                                throw Problem.of(ProblemCode.QUEUE_FULL, "full", "wait")
                                        .withRetryAfter(Duration.ofMillis(1))
                                        .asException();
                            }
                            return EchoPredictor.echo(record);
                        });

        assertThat(
                        run(
                                        Descriptions.binary().describe(),
                                        file,
                                        predictor,
                                        new RunOptions(
                                                1,
                                                64,
                                                0,
                                                Strictness.FAIL,
                                                Optional.empty(),
                                                Duration.ofSeconds(10)))
                                .rows()
                                .evaluated())
                .isEqualTo(600);
    }

    @Test
    void problemOfTheWhole_stopsTheRun() throws IOException {
        Path file = csv(10);
        var predictor =
                EchoPredictor.answering(
                        record -> {
                            throw new ProblemException(
                                    ProblemCode.UNAUTHENTICATED, "no key", "send one");
                        });

        assertThatThrownBy(
                        () ->
                                run(
                                        Descriptions.binary().describe(),
                                        file,
                                        predictor,
                                        RunOptions.DEFAULT))
                .hasMessageContaining("unauthenticated: no key");
        assertThat(predictor.requests()).isEqualTo(1);
    }

    @Test
    void stoppedRun_goesOnAndGivesTheSameBytes() throws IOException {
        Path file = csv(30_000);
        EvaluationDescription description =
                Descriptions.binary()
                        .weighted("weight")
                        .with(
                                new SliceDescription.Columns(List.of("region")),
                                new SliceDescription.Condition("young", "age < 25"))
                        .describe();
        String expected =
                ReportJson.write(
                        run(description, file, EchoPredictor.ofNumbers(), RunOptions.DEFAULT)
                                .reproducible());
        var options =
                new RunOptions(
                        256,
                        2,
                        0.01,
                        Strictness.SET_ASIDE,
                        Optional.of(folder.resolve("progress")),
                        Duration.ZERO);
        var rows = new AtomicInteger();
        for (int stop : new int[] {5000, 12_000, 21_000}) {
            var failing =
                    EchoPredictor.answering(
                            record -> {
                                if (rows.incrementAndGet() > stop) {
                                    throw new ProblemException(
                                            ProblemCode.INTERNAL_ERROR, "killed", "");
                                }
                                return EchoPredictor.echo(record);
                            });
            assertThatThrownBy(() -> run(description, file, failing, options))
                    .hasMessageContaining("killed");
            assertThat(Files.exists(folder.resolve("progress/progress"))).isTrue();
        }
        EchoPredictor last = EchoPredictor.ofNumbers();

        assertThat(ReportJson.write(run(description, file, last, options).reproducible()))
                .isEqualTo(expected);
        // Less than half of the 118 batches were left.
        assertThat(last.requests()).isLessThan(59);
        assertThat(Files.exists(folder.resolve("progress/progress"))).isFalse();
    }

    @Test
    void progressOfOtherDataOrDamaged_isPassedOver() throws IOException {
        Path file = csv(5000);
        EvaluationDescription description = Descriptions.binary().describe();
        Path progress = folder.resolve("progress");
        var options =
                new RunOptions(
                        100, 1, 0.01, Strictness.SET_ASIDE, Optional.of(progress), Duration.ZERO);
        var rows = new AtomicInteger();
        var failing =
                EchoPredictor.answering(
                        record -> {
                            if (rows.incrementAndGet() > 3000) {
                                throw new ProblemException(
                                        ProblemCode.INTERNAL_ERROR, "killed", "");
                            }
                            return EchoPredictor.echo(record);
                        });
        assertThatThrownBy(() -> run(description, file, failing, options))
                .hasMessageContaining("killed");
        byte[] kept = Files.readAllBytes(progress.resolve("progress"));

        Path other =
                file(
                        "other.csv",
                        Files.readString(file)
                                .replace("bad", "good")
                                .getBytes(StandardCharsets.UTF_8));
        EchoPredictor afresh = EchoPredictor.ofNumbers();
        assertThat(run(description, other, afresh, options).rows().evaluated()).isEqualTo(5000);
        assertThat(afresh.requests()).isEqualTo(rows(5000));

        for (int damage : new int[] {40, kept.length / 2, kept.length - 1}) {
            byte[] damaged = kept.clone();
            damaged[damage] ^= 1;
            Files.write(progress.resolve("progress"), damaged);
            EchoPredictor again = EchoPredictor.ofNumbers();
            assertThat(run(description, file, again, options).rows().evaluated()).isEqualTo(5000);
            assertThat(again.requests()).isEqualTo(rows(5000));
        }
    }

    /// Batches of 100 rows, which do not go beyond a chunk of 2048.
    private static int rows(int count) {
        int batches = 0;
        for (int from = 0; from < count; from += 2048) {
            batches += (Math.min(2048, count - from) + 99) / 100;
        }
        return batches;
    }

    @Test
    void progress_endsWithAllRows() throws IOException {
        Map<String, String> seen = new HashMap<>();
        EvaluationRun.run(
                Descriptions.binary().describe(),
                database,
                csv(100),
                EchoPredictor.ofNumbers(),
                RunOptions.DEFAULT,
                Descriptions.ORIGIN,
                (rows, total, setAside) -> seen.put("last", rows + " of " + total));

        assertThat(seen).containsEntry("last", "100 of 100");
    }
}
