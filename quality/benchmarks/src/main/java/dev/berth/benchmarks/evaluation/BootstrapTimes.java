package dev.berth.benchmarks.evaluation;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.bootstrap.BootstrapSums;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Times of evaluations of many rows and 20 slices with a model that takes no time: reading,
/// metrics and the bootstrap are all there is. And, for comparison, the time that a plain Poisson
/// bootstrap takes for the sums of two terms alone, in which every one of the rows is drawn for
/// every resample.
final class BootstrapTimes {
    /// With that of all rows.
    private static final int SLICES = 20;

    private static final Signature SIGNATURE =
            new Signature(Optional.of("N"), List.of(field("given")), List.of(field("score")));

    private final Database database;
    private final Path folder;
    private final int rows;
    private final int resamples;

    BootstrapTimes(Database database, Path folder, int rows, int resamples) {
        this.database = database;
        this.folder = folder;
        this.rows = rows;
        this.resamples = resamples;
    }

    private static Field field(String name) {
        return Field.of(name, ElementType.FLOAT64, DeclaredShape.of(new Dimension.Dynamic("N")));
    }

    void print() throws Exception {
        Path data = data();
        run(data, Task.BINARY, new Label("bad", Optional.empty(), List.of()));
        run(data, Task.REGRESSION, new Label("amount", Optional.empty(), List.of()));
        plain();
    }

    /// Scores that are calibrated, an amount, and four columns with 19 values.
    private Path data() {
        Path file = folder.resolve("bootstrap-" + rows + ".parquet");
        if (!Files.exists(file)) {
            try (Session session = database.connect()) {
                session.execute(
                        "COPY (SELECT given, (hash(i, 7) % 1000000) / 1e6 < given AS bad, given +"
                                + " (hash(i, 8) % 1000) / 1e3 AS amount, hash(i, 1) % 4 AS a,"
                                + " hash(i, 2) % 5 AS b, hash(i, 3) % 5 AS c, hash(i, 4) % 5 AS d"
                                + " FROM (SELECT i, (hash(i) % 1000003) / 1000003.0::DOUBLE AS given"
                                + " FROM range("
                                + rows
                                + ") AS t(i))) TO "
                                + Sql.text(file.toString())
                                + " (FORMAT parquet)");
            }
        }
        return file;
    }

    private void run(Path data, Task task, Label label) {
        var description =
                EvaluatedTasks.describe(
                        new Subject(Subject.Kind.MODEL, "instant", "1"),
                        task,
                        label,
                        List.of(new SliceDescription.Columns(List.of("a", "b", "c", "d"))),
                        resamples);
        long begin = System.nanoTime();
        EvaluationReport report =
                EvaluationRun.run(
                        description,
                        database,
                        data,
                        new InstantPredictor(),
                        EvaluatedTasks.OPTIONS,
                        EvaluatedTasks.ORIGIN,
                        (_, _, _) -> {});
        System.out.printf(
                Locale.ROOT,
                "%s: %,d rows, %d slices, %,d resamples: %.1f s with reading (goal: 30 s)%n",
                task,
                report.rows().evaluated(),
                report.slices().size(),
                resamples,
                (System.nanoTime() - begin) / 1e9);
    }

    private void plain() throws Exception {
        long begin = System.nanoTime();
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                parts.add(executor.submit(() -> drawAll(first, threads)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "plain: %,d rows, each in %d slices, two terms, every row drawn for each of %,d"
                        + " resamples, %d threads: %.1f s%n",
                rows,
                SLICES,
                resamples,
                threads,
                (System.nanoTime() - begin) / 1e9);
    }

    /// The slices of one thread.
    private void drawAll(int first, int threads) {
        var bootstrap = new PoissonBootstrap(resamples, 1, 0.95);
        List<BootstrapSums> slices = new ArrayList<>();
        for (int slice = first; slice < SLICES; slice += threads) {
            slices.add(new BootstrapSums(2, resamples, Long.MAX_VALUE));
        }
        var draws = new byte[resamples];
        var weights = new double[resamples];
        var terms = new double[2];
        for (int row = 0; row < rows; row++) {
            bootstrap.unitWeights(row, draws);
            for (int i = 0; i < resamples; i++) {
                weights[i] = draws[i];
            }
            terms[0] = row * 1e-6;
            terms[1] = 1 - terms[0];
            for (BootstrapSums slice : slices) {
                slice.add(terms, 1, weights);
            }
        }
    }

    /// Predictor that gives back what it gets.
    private static final class InstantPredictor implements RecordPredictor {
        @Override
        public Subject subject() {
            return new Subject(Subject.Kind.MODEL, "instant", "1");
        }

        @Override
        public String modelSha256() {
            return "";
        }

        @Override
        public Signature signature() {
            return SIGNATURE;
        }

        @Override
        public List<Map<String, @Nullable Object>> predict(
                List<Map<String, @Nullable Object>> records) {
            List<Map<String, @Nullable Object>> predictions = new ArrayList<>(records.size());
            for (Map<String, @Nullable Object> record : records) {
                predictions.add(Map.of("score", Objects.requireNonNull(record.get("given"))));
            }
            return predictions;
        }
    }
}
