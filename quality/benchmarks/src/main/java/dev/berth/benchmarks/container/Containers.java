package dev.berth.benchmarks.container;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Benchmark of the images that `berth image` builds, with podman: starts of a container and of a
/// process in turn, then memory under load at several limits.
public final class Containers {
    private static final String HELP =
            """
            usage: quality/benchmarks/run container [options]
              --base IMAGE  of the images: a name, or the tar file of one (berth image's default)
              --runs N      starts of each kind (5)
              --seconds N   of load at each limit (10)
              --berth FILE  the launcher (./berth)
            Needs podman and runc. Images stay in podman's store: berth-benchmark-*.
            """;

    private static final List<Integer> LIMITS_MEGABYTES = List.of(256, 512, 1_024);

    /// MiniLM's tokenizer, weights and buffers take more than the least limit.
    private static final List<Integer> LIMITS_MEGABYTES_MINILM = List.of(512, 1_024);

    private static final Map<String, String> CACHE_NOW = Map.of("BERTH_AOT", "now");

    private static final int CONNECTIONS = 16;

    private final String berth;
    private final Path directory;
    private final Optional<String> base;
    private final int runs;
    private final Duration load;
    private final List<Goal> goals = new ArrayList<>();

    private Containers(
            String berth, Path directory, Optional<String> base, int runs, Duration load) {
        this.berth = berth;
        this.directory = directory;
        this.base = base;
        this.runs = runs;
        this.load = load;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            Arguments arguments = Arguments.parse(List.of(args), HELP);
            Path directory =
                    Files.createDirectories(root.resolve("quality/benchmarks/target/container"))
                            .toRealPath();
            var benchmark =
                    new Containers(
                            arguments.text("--berth").orElse(root.resolve("berth").toString()),
                            directory,
                            arguments.text("--base"),
                            arguments.number("--runs", 5),
                            arguments.seconds("--seconds", 10));
            benchmark.run(root.resolve("examples/sentences").toRealPath());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path sentences) throws IOException, InterruptedException {
        System.out.println(Machine.here().describe());
        Path tiny = directory.resolve("system");
        TinySystem.write(tiny, "onnx");
        run("tiny", tiny, FirstPrediction.ofTiny(), 1.0, LIMITS_MEGABYTES);
        run("sentences", sentences, FirstPrediction.ofSentences(), 1.5, LIMITS_MEGABYTES_MINILM);
        goals.forEach(System.out::println);
    }

    private void run(
            String name,
            Path system,
            FirstPrediction prediction,
            double secondsMax,
            List<Integer> limits)
            throws IOException, InterruptedException {
        Podman podman = Podman.load("berth-benchmark-" + name, image(name, system));
        List<String> process =
                List.of(berth, "up", system.toString(), "--log-format", "text", "--port");
        List<Double> containers = new ArrayList<>();
        List<Double> processes = new ArrayList<>();
        // The first of each reads files and creates the AOT cache of the process, which would
        // otherwise be made beside the next starts.
        for (int i = -2; i < runs; i++) {
            double alone = seconds(process, i < 0 ? CACHE_NOW : Map.of(), prediction);
            double inContainer = seconds(podman.run(512), Map.of(), prediction);
            if (i >= 0) {
                containers.add(inContainer);
                processes.add(alone);
            }
        }
        Spread spread = Spread.of(containers);
        System.out.println(row(name + ": podman run to the first prediction", spread));
        System.out.println(row(name + ": process to the first prediction", Spread.of(processes)));
        goals.add(
                Goal.atMost(
                        secondsMax, name + ": s from podman run to a prediction", spread.median()));
        for (int limit : limits) {
            memory(name, podman, limit, prediction);
        }
    }

    private Path image(String name, Path system) throws IOException, InterruptedException {
        Path tar = directory.resolve(name + ".tar");
        Files.deleteIfExists(tar);
        List<String> command = new ArrayList<>(List.of(berth, "image", system.toString()));
        command.addAll(List.of("--output", tar.toString(), "--name", "berth-benchmark-" + name));
        base.ifPresent(value -> command.addAll(List.of("--base", value)));
        System.out.println(Podman.output(command));
        return tar;
    }

    private double seconds(
            List<String> command, Map<String, String> environment, FirstPrediction prediction)
            throws IOException, InterruptedException {
        Path log = directory.resolve("server.log");
        long start = System.nanoTime();
        try (ServerProcess server = ServerProcess.launch(command, environment, log)) {
            prediction.await(server, log);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private void memory(String name, Podman podman, int limit, FirstPrediction prediction)
            throws IOException, InterruptedException {
        Path log = directory.resolve("server.log");
        try (ServerProcess server = ServerProcess.launch(podman.run(limit), Map.of(), log)) {
            prediction.await(server, log);
            FirstPrediction.Load result = prediction.load(server, CONNECTIONS, load);
            double peak = podman.peakMegabytes();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f MB at most of %d under load, %,d predictions in %.0f s, %d failed%n",
                    name,
                    peak,
                    limit,
                    result.predictions(),
                    load.toMillis() / 1e3,
                    result.failures());
            goals.add(Goal.atMost(limit, name + ": MB at a limit of " + limit, peak));
            goals.add(
                    Goal.atMost(
                            0,
                            name + ": failed at a limit of " + limit,
                            (double) result.failures()));
        }
    }

    private static String row(String what, Spread spread) {
        return String.format(
                Locale.ROOT,
                "%s: %.2f s (%.2f to %.2f)",
                what,
                spread.median(),
                spread.least(),
                spread.most());
    }
}
