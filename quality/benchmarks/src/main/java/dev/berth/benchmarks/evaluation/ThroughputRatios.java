package dev.berth.benchmarks.evaluation;

import dev.berth.cli.evaluate.TargetPredictor;
import dev.berth.cli.target.Credentials;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Rows per second of evaluations beside those of the model alone: the same records, from memory,
/// in the same batches and as many requests at a time, without anything done with the answers. The
/// two take turns.
final class ThroughputRatios {
    private static final int RESAMPLES = 1000;
    private static final double GOAL = 0.9;

    private final Database database;
    private final Path folder;
    private final int copies;
    private final int runs;

    ThroughputRatios(Database database, Path folder, int copies, int runs) {
        this.database = database;
        this.folder = folder;
        this.copies = copies;
        this.runs = runs;
    }

    void print(Path examples) throws Exception {
        Path lending = examples.resolve("lending");
        for (String file : List.of("parquet", "csv")) {
            Path data = lendingData(lending.resolve("data/test.csv"), file);
            for (String model : List.of("scorecard", "boosted")) {
                print(lending, new Subject(Subject.Kind.MODEL, model, "1"), data);
            }
        }
    }

    private Path lendingData(Path test, String format) {
        Path file = folder.resolve("lending-" + copies + "." + format);
        if (!Files.exists(file)) {
            try (Session session = database.connect()) {
                session.execute(
                        "COPY (SELECT t.* FROM read_csv("
                                + Sql.text(test.toString())
                                + ", types = {'records': 'VARCHAR'}) AS t, range("
                                + copies
                                + ")) TO "
                                + Sql.text(file.toString())
                                + " (FORMAT "
                                + format
                                + ")");
            }
        }
        return file;
    }

    private void print(Path system, Subject subject, Path data) throws Exception {
        EvaluationDescription description =
                EvaluatedTasks.describe(
                        subject,
                        Task.BINARY,
                        new Label("status", Optional.of("bad"), List.of()),
                        List.of(
                                new SliceDescription.Columns(List.of("marital")),
                                new SliceDescription.Condition("young", "age < 30")),
                        RESAMPLES);
        try (PredictionTarget target =
                PredictionTarget.openFor(
                        ModelChoice.parse(subject.toString()),
                        system.toString(),
                        Credentials.none(),
                        (_, _, _) -> {})) {
            var recorder = new Recorder(TargetPredictor.of(target, subject));
            evaluate(description, data, recorder);
            List<Double> alone = new ArrayList<>();
            List<Double> whole = new ArrayList<>();
            List<Double> pass = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                long begin = System.nanoTime();
                predictAll(recorder);
                alone.add((System.nanoTime() - begin) / 1e9);
                begin = System.nanoTime();
                EvaluationReport report = evaluate(description, data, recorder.predictor);
                whole.add((System.nanoTime() - begin) / 1e9);
                pass.add(report.timing().orElseThrow().seconds());
            }
            print(subject, data, recorder.rows, median(alone), median(pass), median(whole));
        }
    }

    private static void print(
            Subject subject, Path data, long rows, double alone, double pass, double whole) {
        System.out.printf(
                Locale.ROOT,
                "%s, %s: alone %,.0f rows/s; evaluated %,.0f rows/s: %.2f (goal: %.1f); with"
                        + " everything before and after the pass: %.2f%n",
                subject,
                data.getFileName(),
                rows / alone,
                rows / pass,
                alone / pass,
                GOAL,
                alone / whole);
    }

    private EvaluationReport evaluate(
            EvaluationDescription description, Path data, RecordPredictor predictor) {
        return EvaluationRun.run(
                description,
                database,
                data,
                predictor,
                EvaluatedTasks.OPTIONS,
                EvaluatedTasks.ORIGIN,
                (_, _, _) -> {});
    }

    private static void predictAll(Recorder recorder) throws Exception {
        ArrayDeque<Future<?>> inFlight = new ArrayDeque<>();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Map<String, @Nullable Object>> batch : recorder.batches) {
                if (inFlight.size() == EvaluatedTasks.OPTIONS.requestsMax()) {
                    inFlight.remove().get();
                }
                inFlight.add(requests.submit(() -> recorder.predictor.predict(batch)));
            }
            while (!inFlight.isEmpty()) {
                inFlight.remove().get();
            }
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /// Predictor that keeps the batches of records that it gets.
    private static final class Recorder implements RecordPredictor {
        private final RecordPredictor predictor;
        private final List<List<Map<String, @Nullable Object>>> batches = new ArrayList<>();
        private long rows;

        Recorder(RecordPredictor predictor) {
            this.predictor = predictor;
        }

        @Override
        public Subject subject() {
            return predictor.subject();
        }

        @Override
        public String modelSha256() {
            return predictor.modelSha256();
        }

        @Override
        public Signature signature() {
            return predictor.signature();
        }

        @Override
        public List<Map<String, @Nullable Object>> predict(
                List<Map<String, @Nullable Object>> records) {
            synchronized (this) {
                batches.add(records);
                rows += records.size();
            }
            return predictor.predict(records);
        }
    }
}
