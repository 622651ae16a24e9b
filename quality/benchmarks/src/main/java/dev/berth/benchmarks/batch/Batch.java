package dev.berth.benchmarks.batch;

import dev.berth.batch.BatchJob;
import dev.berth.batch.BatchOptions;
import dev.berth.batch.BatchOrigin;
import dev.berth.batch.BatchRun;
import dev.berth.batch.report.BatchReport;
import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.stage.MiniLmSystem;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.benchmarks.stage.TinySystem;
import dev.berth.cli.evaluate.TargetPredictor;
import dev.berth.cli.target.Credentials;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.tensor.ElementType;
import dev.berth.scoring.prediction.Subject;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Benchmark of batch jobs.
public final class Batch {
    private static final String HELP =
            """
            usage: batch [options]
              --folder PATH      directory of data (target/batch of this module)
              --rows N           of the tiny model beside a loop by hand (1000000)
              --sentences N      of the sentence model beside a loop by hand (1000)
              --runs N           of each of the two, of which the median counts (3)
              --sizes N          a size for memory and time; can be repeated (1000000, 10000000, 30000000)
              --by-hand          only what is beside loops by hand
              --memory           only memory and time
            """;

    private static final long DATABASE_BYTES = 512L << 20;
    private static final double GOAL = 0.95;

    private final Path folder;
    private final Database database;

    private Batch(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            Arguments arguments = Arguments.parse(List.of(args), HELP);
            Path folder =
                    arguments
                            .text("--folder")
                            .map(Path::of)
                            .orElse(root.resolve("quality/benchmarks/target/batch"));
            Files.createDirectories(folder);
            System.out.println(Machine.here().describe());
            var settings = new DatabaseSettings(DATABASE_BYTES, folder.resolve("spill"), 1);
            try (Database database = Database.open(settings)) {
                new Batch(folder, database).run(arguments);
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Arguments arguments) throws IOException {
        int runs = arguments.number("--runs", 3);
        if (!arguments.has("--memory")) {
            tinyByHand(arguments.number("--rows", 1_000_000), runs);
            miniLmByHand(arguments.number("--sentences", 1000), runs);
        }
        if (!arguments.has("--by-hand")) {
            List<Integer> sizes =
                    arguments.texts("--sizes").stream().map(Integer::valueOf).toList();
            memory(sizes.isEmpty() ? List.of(1_000_000, 10_000_000, 30_000_000) : sizes);
        }
    }

    private void tinyByHand(int rows, int runs) throws IOException {
        Path model = TinySystem.writeModel(folder.resolve("tiny.onnx"));
        compare(
                "tiny",
                tiny(),
                BatchFiles.tiny(database, folder, rows),
                rows,
                runs,
                new HandLoop(model, List.of("x"), ElementType.FLOAT32, 1024, 1, HandLoop::plain));
    }

    private Path tiny() {
        Path system = folder.resolve("tiny");
        TinySystem.write(system, "onnx");
        return system;
    }

    private void miniLmByHand(int rows, int runs) throws IOException {
        Path system = folder.resolve("minilm");
        MiniLmSystem.write(system, "");
        Path model = MiniLmSystem.writeModel(Files.createDirectories(folder.resolve("by-hand")));
        compare(
                "minilm",
                system,
                BatchFiles.miniLm(database, folder, rows),
                rows,
                runs,
                new HandLoop(
                        model,
                        BatchFiles.MINILM_INPUTS,
                        ElementType.INT64,
                        8,
                        Runtime.getRuntime().availableProcessors(),
                        HandLoop::mean));
    }

    private void compare(String model, Path system, Path source, int rows, int runs, HandLoop loop)
            throws IOException {
        List<Double> byHand = new ArrayList<>();
        List<Double> jobs = new ArrayList<>();
        Map<String, Double> stages = Map.of();
        try (PredictionTarget target = open(system, model)) {
            // The first of each is not counted.
            for (int run = 0; run <= runs; run++) {
                double hand = loop.run(database, source, folder.resolve(model + "-hand.parquet"));
                long start = System.nanoTime();
                BatchReport report = job(target, model, source);
                stages = report.secondsByStage();
                double job = (System.nanoTime() - start) / 1e9;
                if (run > 0) {
                    byHand.add(hand);
                    jobs.add(job);
                }
            }
        }
        double hand = median(byHand);
        double job = median(jobs);
        System.out.printf(
                Locale.ROOT,
                "%s, %,d rows: by hand %,.0f rows/s; job %,.0f rows/s: %.2f (goal: %.2f)%n",
                model,
                rows,
                rows / hand,
                rows / job,
                hand / job,
                GOAL);
        System.out.println("  seconds of the stages in the last run: " + stages);
    }

    private static PredictionTarget open(Path system, String model) {
        return PredictionTarget.openForTable(
                ModelChoice.parse(model), system.toString(), Credentials.none(), (_, _, _) -> {});
    }

    private BatchReport job(PredictionTarget target, String model, Path source) {
        return BatchRun.run(
                new BatchJob(
                        source,
                        folder.resolve(model + "-job.parquet"),
                        Map.of(),
                        Optional.of(List.of("key")),
                        ""),
                database,
                TargetPredictor.of(target, new Subject(Subject.Kind.MODEL, model, "")),
                BatchOptions.DEFAULT,
                new BatchOrigin("quality/benchmarks/run batch", "benchmark"),
                (_, _, _, _) -> {});
    }

    private void memory(List<Integer> sizes) throws IOException {
        try (PredictionTarget target = open(tiny(), "tiny")) {
            for (int rows : sizes) {
                Path source = BatchFiles.tiny(database, folder, rows);
                long start = System.nanoTime();
                job(target, "tiny", source);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "tiny, %,d rows (%d numbers each): %.1f s, %.2f s for a million; resident at"
                                + " most so far %,d MB%n",
                        rows,
                        TinyMlp.INPUTS,
                        seconds,
                        seconds * 1e6 / rows,
                        residentMax() >> 20);
            }
        }
    }

    /// Bytes of the process that were in memory at most.
    private static long residentMax() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
