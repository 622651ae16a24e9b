package dev.berth.benchmarks.start;

import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Benchmark of Berth's start with the tiny model, each kind in turn.
public final class Start {
    /// The first start also waits until the AOT cache is created; the second loads files into
    /// memory.
    private static final int STARTS_BEFORE = 2;

    private Start() {}

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(StartOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            run(StartOptions.parse(List.of(args), root.resolve("berth").toString()), root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(StartOptions options, Path root)
            throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/start"))
                        .toRealPath();
        Path system = directory.resolve("system");
        TinySystem.write(system, "onnx");
        List<String> command =
                List.of(options.berth(), "up", system.toString(), "--log-format", "text", "--port");
        Path log = directory.resolve("berth.log");
        List<StartKind> kinds = StartKind.of(Path.of(options.berth()));
        for (StartKind kind : kinds) {
            System.out.println("warming up: " + kind.name());
            for (int i = 0; i < STARTS_BEFORE; i++) {
                var _ = StartRun.of(command, kind.first(), log, Duration.ZERO);
            }
        }
        var report = new StartReport(Machine.here());
        for (int run = 1; run <= options.runs(); run++) {
            System.out.println("run " + run + " of " + options.runs());
            for (StartKind kind : kinds) {
                report.add(kind, StartRun.of(command, kind, log, options.idle()));
            }
        }
        System.out.print(report.table());
        Path json = Files.write(directory.resolveSibling("start.json"), report.json());
        System.out.println("written to " + json);
    }
}
