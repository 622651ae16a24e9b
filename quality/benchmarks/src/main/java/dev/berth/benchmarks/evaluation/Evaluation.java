package dev.berth.benchmarks.evaluation;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Benchmark of evaluations.
public final class Evaluation {
    private static final String HELP =
            """
            usage: evaluation [options]
              --folder PATH      directory of data (target/evaluation of this module)
              --rows N           of the bootstrap (1000000)
              --resamples N      of the bootstrap (1000)
              --copies N         of the examples' rows, for the throughput (200)
              --runs N           of each measurement of the throughput, of which the median counts (5)
              --bootstrap        only the bootstrap
              --throughput       only the throughput
            """;

    private static final long DATABASE_BYTES = 1L << 30;

    private Evaluation() {}

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
                            .orElse(root.resolve("quality/benchmarks/target/evaluation"));
            Files.createDirectories(folder);
            System.out.println(Machine.here().describe());
            var settings =
                    new DatabaseSettings(
                            DATABASE_BYTES,
                            folder.resolve("spill"),
                            Runtime.getRuntime().availableProcessors());
            try (Database database = Database.open(settings)) {
                run(arguments, root, folder, database);
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Arguments arguments, Path root, Path folder, Database database)
            throws Exception {
        if (!arguments.has("--throughput")) {
            new BootstrapTimes(
                            database,
                            folder,
                            arguments.number("--rows", 1_000_000),
                            arguments.number("--resamples", 1000))
                    .print();
        }
        if (!arguments.has("--bootstrap")) {
            new ThroughputRatios(
                            database,
                            folder,
                            arguments.number("--copies", 200),
                            arguments.number("--runs", 5))
                    .print(root.resolve("examples"));
        }
    }
}
