package dev.berth.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.batch.BatchOptions.Beginning;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemException;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts that workers score in any order, some twice, against a run in one process. More than the
/// sample of a build, which has each pair of formats once: `-Dberth.cases.factor=20`.
class DistributedRunTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int SIGNATURES = 9 * Integer.getInteger("berth.cases.factor", 1);
    private static final int THREADS = 2;
    private static final List<String> FORMATS = List.of("parquet", "csv", "jsonl");
    private static final BatchOrigin ORIGIN = new BatchOrigin("berth batch", "test");

    @TempDir private Path folder;

    /// Two workers that share no memory but the folder.
    private final class Workers implements PartDistributor {
        private final BatchJob job;
        private final DigestPredictor predictor;
        private final BatchOptions options;
        private final Random random;
        private int brokenAfter = Integer.MAX_VALUE;

        Workers(BatchJob job, DigestPredictor predictor, BatchOptions options, long seed) {
            this.job = job;
            this.predictor = predictor;
            this.options = options;
            this.random = new Random(seed);
        }

        @Override
        public Future<List<PartResult>> distribute(List<PartTask> tasks) {
            List<PartTask> all = new ArrayList<>(tasks);
            all.addAll(tasks.subList(0, tasks.size() / 2));
            Collections.shuffle(all, random);
            int begun = Math.min(all.size(), brokenAfter);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            return CompletableFuture.supplyAsync(
                    () -> {
                        Map<Integer, PartResult> results = new HashMap<>();
                        var databases = new ArrayBlockingQueue<Database>(THREADS);
                        try (threads;
                                Database database = database(folder.resolve("spill-worker"));
                                Database first = database(folder.resolve("spill-first"));
                                Database second = database(folder.resolve("spill-second"))) {
                            databases.addAll(List.of(first, second));
                            PartWorker worker =
                                    PartWorker.open(
                                            job,
                                            database,
                                            predictor,
                                            options,
                                            ORIGIN,
                                            tasks.getFirst().source());
                            List<Future<PartResult>> running = new ArrayList<>();
                            for (PartTask task : all.subList(0, begun)) {
                                running.add(threads.submit(() -> score(worker, task, databases)));
                            }
                            for (int i = 0; i < begun; i++) {
                                PartResult result = running.get(i).get();
                                results.merge(
                                        all.get(i).part(),
                                        result,
                                        (a, b) -> a.problem().isPresent() ? a : b);
                            }
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                        if (brokenAfter < all.size()) {
                            throw new IllegalStateException("a cluster went away");
                        }
                        return tasks.stream().map(task -> results.get(task.part())).toList();
                    });
        }

        /// @param databases one for each thread
        private static PartResult score(
                PartWorker worker, PartTask task, Queue<Database> databases) {
            Database own = databases.remove();
            try {
                return worker.run(task.part(), own);
            } finally {
                databases.add(own);
            }
        }
    }

    private static Database database(Path spill) {
        return Database.open(new DatabaseSettings(128L << 20, spill, 1));
    }

    private static BatchOptions options(double setAsideShareMax, Beginning beginning) {
        return new BatchOptions(
                OptionalInt.of(97), 3, 400, setAsideShareMax, OptionalDouble.empty(), beginning);
    }

    private BatchJob job(Path source, String to) {
        return new BatchJob(source, folder.resolve(to), Map.of(), Optional.empty(), "");
    }

    private BatchReport runHere(Database database, BatchJob job, DigestPredictor predictor) {
        return BatchRun.run(
                job, database, predictor, options(1, Beginning.RESUME), ORIGIN, (_, _, _, _) -> {});
    }

    private static BatchReport distribute(
            Database database, BatchJob job, Workers workers, BatchOptions options) {
        return BatchRun.runDistributed(
                job, database, workers.predictor, options, ORIGIN, (_, _, _, _) -> {}, workers);
    }

    @Test
    void distributedRun_givesTheBytesOfOneProcess() throws IOException {
        try (Database database = database(folder.resolve("spill"))) {
            for (int i = 0; i < SIGNATURES; i++) {
                compare(database, SEED + i);
            }
        }
    }

    private void compare(Database database, long seed) throws IOException {
        int mix = Math.floorMod(seed, 9);
        Path source = source(database, seed, FORMATS.get(mix / 3));
        var predictor = new DigestPredictor(new RandomTable(seed).signature(), true);
        BatchJob one = job(source, "one-" + seed + "." + FORMATS.get(mix % 3));
        BatchJob other = job(source, "other-" + seed + "." + FORMATS.get(mix % 3));
        BatchOptions options = options(1, Beginning.RESUME);

        BatchReport here = runHere(database, one, predictor);
        BatchReport there =
                distribute(database, other, new Workers(other, predictor, options, seed), options);

        assertThat(there.problems()).as("seed " + seed).isEqualTo(here.problems());
        assertThat(there.destinationSha256())
                .as("seed " + seed)
                .isEqualTo(here.destinationSha256());
        assertThat(there.parts()).isEqualTo(here.parts());
        assertThat(there.predictedRows()).isEqualTo(here.predictedRows());
        assertThat(JobFolder.of(other.destination())).doesNotExist();
    }

    private Path source(Database database, long seed, String format) throws IOException {
        Path source = folder.resolve("rows-" + seed + "." + format);
        new RandomTable(seed)
                .write(database, source, format.equals("jsonl") ? "json" : format, 1500);
        return source;
    }

    @Test
    void brokenCluster_isGoneOnFrom_onItOrInOneProcess() throws IOException {
        try (Database database = database(folder.resolve("spill"))) {
            Path source = source(database, 3, "csv");
            var predictor = new DigestPredictor(new RandomTable(3).signature(), true);
            String expected =
                    runHere(database, job(source, "one.csv"), predictor).destinationSha256();
            BatchJob job = job(source, "other.csv");
            BatchOptions options = options(1, Beginning.RESUME);
            var broken = new Workers(job, predictor, options, 5);
            broken.brokenAfter = 2;

            assertThatThrownBy(() -> distribute(database, job, broken, options))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("a cluster went away");
            assertThat(job.destination()).doesNotExist();
            BatchReport rest = runHere(database, job, predictor);

            assertThat(rest.destinationSha256()).isEqualTo(expected);
        }
    }

    @Test
    void tooManyRowsAtFault_endTheJob() throws IOException {
        try (Database database = database(folder.resolve("spill"))) {
            Path source = folder.resolve("rows.csv");
            Path good = source(database, 3, "csv");
            List<String> lines = Files.readAllLines(good);
            List<String> broken = new ArrayList<>();
            broken.add(lines.getFirst());
            for (int i = 1; i < lines.size(); i++) {
                broken.add(
                        i % 2 == 0
                                ? "?,".repeat(lines.get(i).split(",", -1).length)
                                : lines.get(i));
            }
            Files.write(source, broken);
            var predictor = new DigestPredictor(new RandomTable(3).signature(), true);
            BatchJob job = job(source, "out.csv");
            BatchOptions options = options(0.01, Beginning.RESUME);

            assertThatThrownBy(
                            () ->
                                    distribute(
                                            database,
                                            job,
                                            new Workers(job, predictor, options, 5),
                                            options))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("rows cannot be scored (expected: at most");
            assertThat(job.destination()).doesNotExist();
        }
    }

    @Test
    void workerOfAnotherJob_isRefused() throws IOException {
        try (Database database = database(folder.resolve("spill"))) {
            Path source = source(database, 3, "csv");
            var predictor = new DigestPredictor(new RandomTable(3).signature(), true);
            BatchJob job = job(source, "out.csv");
            SourceFingerprint fingerprint = SourceFile.of(List.of(source)).fingerprint();

            assertThatThrownBy(
                            () ->
                                    PartWorker.open(
                                            job,
                                            database,
                                            predictor,
                                            options(1, Beginning.RESUME),
                                            ORIGIN,
                                            fingerprint))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("a folder that all machines share");
        }
    }
}
