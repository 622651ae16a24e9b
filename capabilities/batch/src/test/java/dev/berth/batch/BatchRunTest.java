package dev.berth.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.drift.ColumnDrift;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemException;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRunTest {
    private static final BatchOrigin ORIGIN = new BatchOrigin("berth batch", "test");
    private static final int ROWS = 1000;

    @TempDir private Path folder;
    private Database database;
    private Path source;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(new DatabaseSettings(128L << 20, folder.resolve("spill"), 1));
        source = folder.resolve("rows.csv");
        var csv = new StringBuilder("key,a,b,\"na\"\"me\"\n");
        var random = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            csv.append(
                    String.format(
                            Locale.ROOT,
                            "%04d,%d,%s,\"x,%d\"\n",
                            i,
                            i % 97 == 13 ? -1000 : random.nextInt(1000),
                            i == 500 ? "many" : random.nextInt(100) / 4.0,
                            i));
        }
        Files.writeString(source, csv);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static BatchOptions options(int partRows, Beginning beginning) {
        return new BatchOptions(
                OptionalInt.of(16), 3, partRows, 0.05, OptionalDouble.empty(), beginning);
    }

    private BatchReport run(String to, SumPredictor predictor, BatchOptions options) {
        var job = new BatchJob(source, folder.resolve(to), Map.of(), Optional.empty(), "");
        return run(job, predictor, options);
    }

    private BatchReport run(BatchJob job, SumPredictor predictor, BatchOptions options) {
        return BatchRun.run(
                job,
                database,
                predictor,
                options,
                ORIGIN,
                (rows, total, setAside, perSecond) -> {});
    }

    private static SumPredictor predictor() {
        return new SumPredictor("a", Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl", "parquet"})
    void job_thatIsStoppedManyTimes_givesTheBytesOfAnUndisturbedOne(String ending)
            throws IOException {
        BatchOptions options = options(90, Beginning.RESUME);
        BatchReport report = run("whole." + ending, predictor(), options);
        byte[] whole = Files.readAllBytes(folder.resolve("whole." + ending));
        byte[] setAside =
                Files.readAllBytes(folder.resolve("whole." + ending + ".set-aside.jsonl"));

        assertThat(report.rows()).isEqualTo(ROWS);
        assertThat(report.problems())
                .containsEntry("value-invalid", 11L)
                .containsEntry("row-invalid", 1L);
        assertThat(report.parts()).isEqualTo(12);
        int runs = 0;
        var random = new Random(3);
        while (true) {
            runs++;
            assertThat(runs).isLessThan(200);
            try {
                run("often." + ending, new SumPredictor("a", random.nextInt(40)), options);
                break;
            } catch (ProblemException e) {
                assertThat(e.problem().message()).contains("stopped");
                assertThat(folder.resolve("often." + ending)).doesNotExist();
            }
        }
        assertThat(runs).isGreaterThan(5);
        assertThat(folder.resolve("often." + ending)).hasBinaryContent(whole);
        assertThat(folder.resolve("often." + ending + ".set-aside.jsonl"))
                .hasBinaryContent(setAside);
        assertThat(JobFolder.of(folder.resolve("often." + ending))).doesNotExist();
    }

    @Test
    void rows_haveTheirColumnsAndPredictions_andBadOnesAreSetAside() throws IOException {
        run("out.csv", predictor(), options(100, Beginning.RESUME));

        List<String> lines = Files.readAllLines(folder.resolve("out.csv"));
        assertThat(lines).hasSize(1 + ROWS - 12);
        assertThat(lines.getFirst()).isEqualTo("key,a,b,\"na\"\"me\",sum,both");
        List<String> first = List.of(lines.get(1).split(",", -1));
        assertThat(first.getFirst()).isEqualTo("0000");
        assertThat(Double.parseDouble(first.get(5)))
                .isEqualTo(Double.parseDouble(first.get(1)) + Double.parseDouble(first.get(2)));
        assertThat(lines.get(1)).endsWith("]\"");
        List<String> setAside = Files.readAllLines(folder.resolve("out.csv.set-aside.jsonl"));
        assertThat(setAside.getFirst())
                .startsWith("{\"row\":14,")
                .contains("\"problem\":\"value-invalid\"", "a negative sum");
        assertThat(setAside).anyMatch(each -> each.startsWith("{\"row\":501,\"column\":\"b\""));
    }

    @Test
    void finishedParts_areNotPredictedAgain() {
        BatchOptions options = options(100, Beginning.RESUME);
        var first = new SumPredictor("a", 60);
        assertThatThrownBy(() -> run("out.csv", first, options))
                .isInstanceOf(ProblemException.class);
        var second = new SumPredictor("a", Integer.MAX_VALUE);

        BatchReport report = run("out.csv", second, options);

        assertThat(report.predictedRows()).isLessThan(ROWS).isPositive();
        assertThat(report.rows()).isEqualTo(ROWS);
    }

    @Test
    void jobOfAnotherModelOrSource_isRefused_unlessItBeginsAnew() throws IOException {
        assertThatThrownBy(
                        () ->
                                run(
                                        "out.csv",
                                        new SumPredictor("a", 60),
                                        options(100, Beginning.RESUME)))
                .isInstanceOf(ProblemException.class);
        var other = new SumPredictor("b", Integer.MAX_VALUE);

        assertThatThrownBy(() -> run("out.csv", other, options(100, Beginning.RESUME)))
                .hasMessageContaining("batch-changed")
                .hasMessageContaining("model sha256: b (expected: a, as when the job was begun)");
        assertThat(other.requests()).isZero();
        assertThat(run("out.csv", other, options(100, Beginning.ANEW)).predictedRows())
                .isEqualTo(ROWS);

        assertThatThrownBy(
                        () ->
                                run(
                                        "next.csv",
                                        new SumPredictor("a", 60),
                                        options(100, Beginning.RESUME)))
                .isInstanceOf(ProblemException.class);
        Files.writeString(source, Files.readString(source) + "9999,1,2,z\n");
        assertThatThrownBy(() -> run("next.csv", predictor(), options(100, Beginning.RESUME)))
                .hasMessageContaining("batch-changed")
                .hasMessageContaining("source sha256");
    }

    /// How long a model's queue is follows from its measured speed.
    @Test
    void job_goesOnWithTheRequestsThatItBeganWith_whateverTheQueueTakesNow() throws IOException {
        BatchOptions measured = options(OptionalInt.empty(), Beginning.RESUME);
        run("whole.csv", predictor().queueOf(64), measured);
        assertThatThrownBy(() -> run("out.csv", new SumPredictor("a", 40).queueOf(64), measured))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> run("out.csv", predictor().queueOf(8), measured))
                .hasMessageContaining("requests of 16 records, as when the job was begun")
                .hasMessageContaining("at most 8");

        var longer = predictor().queueOf(4_000);
        assertThat(run("out.csv", longer, measured).predictedRows()).isLessThan(ROWS);
        assertThat(longer.largestRequest()).isEqualTo(16);
        assertThat(folder.resolve("out.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));

        assertThatThrownBy(() -> run("anew.csv", new SumPredictor("a", 40).queueOf(64), measured))
                .isInstanceOf(ProblemException.class);
        var anew = predictor().queueOf(4_000);
        run("anew.csv", anew, options(OptionalInt.empty(), Beginning.ANEW));
        assertThat(anew.largestRequest()).isEqualTo(100);
    }

    private static BatchOptions options(OptionalInt requestRows, Beginning beginning) {
        return new BatchOptions(requestRows, 3, 100, 0.05, OptionalDouble.empty(), beginning);
    }

    @Test
    void tooManyBadRows_endTheRun_andAllowingThemGoesOn() {
        var strict =
                new BatchOptions(
                        OptionalInt.of(16), 3, 100, 0, OptionalDouble.empty(), Beginning.RESUME);

        assertThatThrownBy(() -> run("out.csv", predictor(), strict))
                .hasMessageContaining("row-invalid")
                .hasMessageContaining("row 14")
                .hasMessageContaining("--max-set-aside");
        assertThat(run("out.csv", predictor(), options(100, Beginning.RESUME)).setAside())
                .isEqualTo(12);
    }

    @Test
    void source_thatChangesDuringTheRun_isFound() {
        assertThatThrownBy(
                        () ->
                                BatchRun.run(
                                        new BatchJob(
                                                source,
                                                folder.resolve("out.csv"),
                                                Map.of(),
                                                Optional.empty(),
                                                ""),
                                        database,
                                        predictor(),
                                        options(100, Beginning.RESUME),
                                        ORIGIN,
                                        (rows, total, setAside, perSecond) -> append()))
                .hasMessageContaining("batch-changed")
                .hasMessageContaining("was changed during the run");
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    private void append() {
        try {
            Files.writeString(source, Files.readString(source) + "9999,1,2,z\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoRunsOfOneJob_areRefused() {
        BatchRun.run(
                new BatchJob(source, folder.resolve("out.csv"), Map.of(), Optional.empty(), ""),
                database,
                predictor(),
                options(100, Beginning.RESUME),
                ORIGIN,
                (rows, total, setAside, perSecond) -> {
                    if (rows < 200) {
                        assertThatThrownBy(
                                        () ->
                                                run(
                                                        "out.csv",
                                                        predictor(),
                                                        options(100, Beginning.RESUME)))
                                .hasMessageContaining("batch-running");
                    }
                });
        assertThat(folder.resolve("out.csv")).exists();
    }

    @Test
    void collidingNamesAndUnknownColumnsAndFormats_areClearProblems() {
        assertThatThrownBy(
                        () ->
                                BatchRun.run(
                                        new BatchJob(
                                                source,
                                                folder.resolve("out.csv"),
                                                Map.of("b", "a"),
                                                Optional.of(List.of("key", "nme")),
                                                ""),
                                        database,
                                        predictor(),
                                        options(100, Beginning.RESUME),
                                        ORIGIN,
                                        (rows, total, setAside, perSecond) -> {}))
                .hasMessageContaining("data-invalid")
                .hasMessageContaining("no column 'nme'");
        assertThatThrownBy(() -> run("out.arrow", predictor(), options(100, Beginning.RESUME)))
                .hasMessageContaining(".csv")
                .hasMessageNotContaining("or .arrow");
    }

    @Test
    void filesOfAPattern_giveTheRowsOfOneFile_inTheOrderOfTheirNames() throws IOException {
        List<String> lines = Files.readAllLines(source);
        for (int file = 0; file < 4; file++) {
            var rows = new ArrayList<>(lines.subList(1 + file * 250, 1 + (file + 1) * 250));
            rows.addFirst(lines.getFirst());
            Files.write(folder.resolve("rows-" + file + ".csv"), rows);
        }
        BatchOptions options = options(90, Beginning.RESUME);
        run("whole.csv", predictor(), options);
        var job =
                new BatchJob(
                        folder.resolve("rows-*.csv"),
                        folder.resolve("many.csv"),
                        Map.of(),
                        Optional.empty(),
                        "");
        assertThatThrownBy(() -> run(job, new SumPredictor("a", 50), options))
                .hasMessageContaining("stopped");
        run(job, predictor(), options);

        assertThat(folder.resolve("many.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
        assertThat(folder.resolve("many.csv.set-aside.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("whole.csv.set-aside.jsonl"));
        Files.writeString(folder.resolve("rows-4.csv"), "key,a\nx,1\n");
        assertThatThrownBy(() -> run(job, predictor(), options))
                .hasMessageContaining("source-schema-mismatch")
                .hasMessageContaining("column 'b' is not there");
    }

    @Test
    void model_thatIsReplacedMeanwhile_endsTheRun_whichGoesOnWithTheVersionOfTheBegin()
            throws IOException {
        BatchOptions options = options(100, Beginning.RESUME);
        run("whole.csv", predictor(), options);

        // Of 165 requests: after those that may be ahead of the first part, before the last ones.
        assertThatThrownBy(() -> run("out.csv", predictor().replacedAfter(140), options))
                .hasMessageContaining("batch-changed")
                .hasMessageContaining("version 2 of sum answers (expected: 1");
        assertThat(run("out.csv", predictor(), options).predictedRows()).isLessThan(ROWS);
        assertThat(folder.resolve("out.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
    }

    @Test
    void columnsThatHaveChangedSinceTheBegin_areNamed() {
        source = folder.resolve("changing.parquet");
        write("1.0::DOUBLE AS a, 2.0::DOUBLE AS b, 'x' AS code, 5 AS key, 'y' AS old");
        assertThatThrownBy(
                        () ->
                                run(
                                        "changed.csv",
                                        new SumPredictor("a", 0),
                                        options(10, Beginning.RESUME)))
                .hasMessageContaining("stopped");
        write("1.0::DOUBLE AS a, 2.0::DOUBLE AS b, 7 AS code, 5 AS key, 'y' AS fresh");
        assertThatThrownBy(() -> run("changed.csv", predictor(), options(10, Beginning.RESUME)))
                .hasMessageContaining("column 'code' of the source is int64 (expected: string")
                .hasMessageContaining("column 'old' of the source is missing (expected: string")
                .hasMessageContaining("column 'fresh' of the source is new");
    }

    private void write(String select) {
        write(select, 50);
    }

    private void write(String select, int rows) {
        try (Session session = database.connect()) {
            session.execute(
                    "COPY (SELECT "
                            + select
                            + " FROM range("
                            + rows
                            + ")) TO "
                            + Sql.text(source.toString())
                            + " (FORMAT parquet)");
        }
    }

    @Test
    void preview_scoresTheFirstRows_andWritesNothing() throws IOException {
        var job = new BatchJob(source, folder.resolve("none.csv"), Map.of(), Optional.empty(), "");
        BatchPreview preview =
                BatchRun.preview(
                        job,
                        database,
                        predictor(),
                        options(90, Beginning.RESUME),
                        new PreviewLimit(100, Duration.ofHours(1)));
        assertThat(preview.rows()).isEqualTo(ROWS);
        assertThat(preview.sampled()).isEqualTo(100);
        assertThat(preview.setAside())
                .isEqualTo(preview.problems().values().stream().mapToLong(each -> each).sum());
        assertThat(preview.shown()).hasSize(5);
        assertThat(preview.shown().getFirst()).containsEntry("key", "0000").containsKey("sum");
        assertThat(preview.rowsPerSecond()).isPositive();
        run("whole.csv", predictor(), options(90, Beginning.RESUME));
        assertThat(preview.outputBytes().orElseThrow())
                .isCloseTo(
                        (double) Files.size(folder.resolve("whole.csv")),
                        Percentage.withPercentage(20));
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .noneMatch(each -> each.startsWith("none"));
        }
    }

    @Test
    void drift_isThatOfColumnsThatAreDistributedOtherwise() throws IOException {
        source = folder.resolve("reference.parquet");
        String a = "(hash(range) % 1000)::DOUBLE AS a, ";
        write(a + "(hash(range) % 77)::DOUBLE AS b, 'x' AS code, range AS key", 5000);
        Path reference = source;
        source = folder.resolve("drifted.parquet");
        write(
                "(hash(range + 9999) % 1000)::DOUBLE AS a, (hash(range) % 77 + 40)::DOUBLE AS b,"
                        + " 'x' AS code, range AS key",
                5000);
        BatchReport report =
                run(
                        "drifted.csv",
                        predictor(),
                        new BatchOptions(
                                OptionalInt.empty(),
                                4,
                                1000,
                                0.05,
                                OptionalDouble.empty(),
                                Beginning.RESUME,
                                Optional.of(reference)));
        assertThat(report.drift()).extracting(ColumnDrift::column).contains("a", "b");
        for (ColumnDrift column : report.drift()) {
            assertThat(column.isLarge()).as("%s", column).isEqualTo(column.column().equals("b"));
            assertThat(column.psi()).isNotNegative();
        }
        assertThat(Files.readString(folder.resolve("drifted.csv.report.json")))
                .contains("\"column\" : \"b\"");
    }
}
