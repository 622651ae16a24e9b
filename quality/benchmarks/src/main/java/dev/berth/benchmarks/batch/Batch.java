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
              --cascade N        of the endpoints with guard and cascade beside a loop by hand (1000000)
              --runs N           of each of the two, of which the median counts (3)
              --sizes N          a size for memory and time; can be repeated (1000000, 10000000, 30000000)
              --by-hand          only what is beside loops by hand
              --endpoints        only the endpoints beside loops by hand
              --memory           only memory and time
            """;

    private static final long DATABASE_BYTES = 512L << 20;
    private static final double GOAL = 0.95;

    /// Of endpoints.
    private static final double ENDPOINT_GOAL = 0.85;

    /// The share of rows that the guard refuses is about half a thousandth, that of rows that go on
    /// to the second model about a fifth.
    private static final double LEAST = -0.9995;

    private static final double FIRST = 0.2;

    /// Numbers in the hidden layer of the second model.
    private static final int WIDE = 1024;

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
        if (arguments.has("--endpoints")) {
            endpointsByHand(arguments.number("--cascade", 1_000_000), runs);
            return;
        }
        if (!arguments.has("--memory")) {
            endpointsByHand(arguments.number("--cascade", 1_000_000), runs);
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

    /// An endpoint over two tiny models, and one whose second model takes microseconds for a row.
    private void endpointsByHand(int rows, int runs) throws IOException {
        Path system = folder.resolve("cascade");
        TinySystem.writeWithEndpoints(
                system, WIDE, Map.of("quick", cascade("tiny"), "graded", cascade("wide")));
        Path source = BatchFiles.tiny(database, folder, rows);
        for (String endpoint : List.of("quick", "graded")) {
            String large = endpoint.equals("quick") ? "tiny" : "wide";
            var loop =
                    new CascadeLoop(
                            system.resolve("models/tiny/1/model.onnx"),
                            system.resolve("models/" + large + "/1/model.onnx"),
                            FIRST,
                            LEAST,
                            1024);
            compare(
                    new Subject(Subject.Kind.ENDPOINT, endpoint, ""),
                    system,
                    source,
                    rows,
                    runs,
                    destination -> loop.run(database, source, destination),
                    ENDPOINT_GOAL);
        }
    }

    private static String cascade(String large) {
        return """
        summary: Three probabilities
        steps:
          it:
            cascade: [{model: tiny, accept: "y[0] >= %s"}, {model: %s}]
        guards:
          low: {on: input, when: "input.x[0] < %s", reject: too low}
        """
                .formatted(FIRST, large, LEAST);
    }

    /// A loop by hand over a file.
    private interface Loop {
        /// @return seconds
        double run(Path destination);
    }

    private void compare(String model, Path system, Path source, int rows, int runs, HandLoop loop)
            throws IOException {
        compare(
                new Subject(Subject.Kind.MODEL, model, ""),
                system,
                source,
                rows,
                runs,
                destination -> loop.run(database, source, destination),
                GOAL);
    }

    private void compare(
            Subject subject, Path system, Path source, int rows, int runs, Loop loop, double goal)
            throws IOException {
        String model = subject.name();
        List<Double> byHand = new ArrayList<>();
        List<Double> jobs = new ArrayList<>();
        Map<String, Double> stages = Map.of();
        try (PredictionTarget target = open(system, model)) {
            // The first of each is not counted.
            for (int run = 0; run <= runs; run++) {
                double hand = loop.run(folder.resolve(model + "-hand.parquet"));
                long start = System.nanoTime();
                BatchReport report = job(target, subject, source);
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
                goal);
        System.out.println("  seconds of the stages in the last run: " + stages);
    }

    private static PredictionTarget open(Path system, String model) {
        return PredictionTarget.openForTable(
                ModelChoice.parse(model), system.toString(), Credentials.none(), (_, _, _) -> {});
    }

    private BatchReport job(PredictionTarget target, Subject subject, Path source) {
        return BatchRun.run(
                new BatchJob(
                        source,
                        folder.resolve(subject.name() + "-job.parquet"),
                        Map.of(),
                        Optional.of(List.of("key")),
                        ""),
                database,
                TargetPredictor.of(target, subject),
                BatchOptions.DEFAULT,
                new BatchOrigin("quality/benchmarks/run batch", "benchmark"),
                (_, _, _, _) -> {});
    }

    private void memory(List<Integer> sizes) throws IOException {
        try (PredictionTarget target = open(tiny(), "tiny")) {
            for (int rows : sizes) {
                Path source = BatchFiles.tiny(database, folder, rows);
                long start = System.nanoTime();
                job(target, new Subject(Subject.Kind.MODEL, "tiny", ""), source);
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
