package dev.berth.benchmarks.reload;

import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.benchmarks.process.AnswerBuffer.Answer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.benchmarks.stage.TinySystem;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Benchmark that reloads a model repeatedly with alternating weights while it is called.
public final class Reload {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /// Share of the reloads: after the first such part code is compiled and buffers have their
    /// size. Memory in the second part is compared with the last.
    private static final double PART = 0.2;

    /// Samples of memory, which varies with garbage collection.
    private static final int SAMPLES = 100;

    private static final long SEED_A = 7;
    private static final long SEED_B = 8;

    /// Number of progress messages.
    private static final int TOLD = 10;

    private final ReloadOptions options;
    private final ServerProcess server;
    private final Path system;
    private final Path staged;
    private final byte[] request =
            PlainConnection.post(
                    "/v2/models/tiny/infer",
                    List.of(),
                    TinyMlp.BODY.getBytes(StandardCharsets.US_ASCII));
    private final byte[] load =
            PlainConnection.post("/v2/repository/models/tiny/load", List.of(), new byte[0]);

    private Reload(ReloadOptions options, ServerProcess server, Path system) {
        this.options = options;
        this.server = server;
        this.system = system;
        this.staged = system.resolveSibling("staged.onnx");
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(ReloadOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            run(ReloadOptions.parse(List.of(args), root.resolve("berth").toString()), root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(ReloadOptions options, Path root)
            throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/reload"))
                        .toRealPath();
        Path system = directory.resolve("system");
        TinySystem.write(system, "onnx");
        // Loaded on request, so that each change is one reload.
        List<String> command =
                List.of(
                        options.berth(),
                        "up",
                        system.toString(),
                        "--no-watch",
                        "--log-level",
                        "warn",
                        "--port");
        try (ServerProcess server = ServerProcess.start(command, directory.resolve("berth.log"))) {
            ReloadReport report = new Reload(options, server, system).run();
            System.out.print(report.table());
            Path json = Files.write(directory.resolveSibling("reload.json"), report.json());
            System.out.println("written to " + json);
        }
    }

    private ReloadReport run() throws IOException, InterruptedException {
        Machine machine = Machine.here();
        try (var management = PlainConnection.open(server.address(), ANSWER_MAX)) {
            String b = change(management, SEED_B);
            String a = change(management, SEED_A);
            if (a.equals(b)) {
                throw new IOException("both sets of weights answer " + a);
            }
            try (var callers = Callers.start(options.callers(), server.address(), request, a, b)) {
                return reload(machine, management, callers);
            }
        }
    }

    private ReloadReport reload(Machine machine, PlainConnection management, Callers callers)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<Double> settled = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        for (int i = 1; i <= options.reloads(); i++) {
            var _ = change(management, i % 2 == 0 ? SEED_A : SEED_B);
            if (i % Math.max(1, options.reloads() / SAMPLES) == 0) {
                double done = (double) i / options.reloads();
                if (done > 1 - PART) {
                    last.add(server.usage().residentMegabytes());
                } else if (done > PART && done <= 2 * PART) {
                    settled.add(server.usage().residentMegabytes());
                }
            }
            if (i % Math.max(1, options.reloads() / TOLD) == 0) {
                System.out.printf(
                        "%d reloads, %d answers, %.0f MB%n",
                        i, callers.answered(), server.usage().residentMegabytes());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        callers.stop();
        return new ReloadReport(
                machine,
                options.reloads(),
                seconds,
                callers.answered(),
                callers.failed(),
                callers.failure(),
                Spread.of(settled),
                Spread.of(last));
    }

    /// Replaces the weights, reloads, and returns the new response.
    private String change(PlainConnection management, long seed) throws IOException {
        Files.write(staged, OnnxModels.tinyMlp(seed));
        Files.move(
                staged,
                system.resolve("models/tiny/1/model.onnx"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Answer loaded = management.call(load);
        if (!loaded.isSuccess()) {
            throw new IOException("load got " + loaded.status() + ": " + loaded.body());
        }
        return management.call(request).body();
    }
}
