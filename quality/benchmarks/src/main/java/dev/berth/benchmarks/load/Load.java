package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Benchmark that compares Berth under load with baselines and limits on this machine, in turns.
///
/// Idle servers stay up, which costs next to nothing, and none is cold at its turn. Load generators
/// share the processors, so rates are lower than a server alone would reach; processor time per
/// request is the reliable number.
public final class Load {
    private final LoadOptions options;
    private final Path directory;
    private final PrintStream out;

    private Load(LoadOptions options, Path directory, PrintStream out) {
        this.options = options;
        this.directory = directory;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(LoadOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            LoadOptions options =
                    LoadOptions.parse(List.of(args), root.resolve("berth").toString());
            if (options.extent() == LoadOptions.Extent.SHORT && !ToolOutput.isInstalled("wrk")) {
                System.out.println("benchmarks: skipped, for wrk is not installed");
                return;
            }
            run(options, root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(LoadOptions options, Path root)
            throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/load"))
                        .toRealPath();
        var load = new Load(options, directory, System.out);
        switch (options.extent()) {
            case FULL -> {
                var _ = load.run();
            }
            case SHORT -> load.check();
        }
    }

    /// Measures, and repeats a slow result, since a busy machine rarely disturbs twice.
    private void check() throws IOException, InterruptedException {
        List<String> faults = ShortCheck.faults(run());
        if (!faults.isEmpty()) {
            out.println(String.join("\n", faults) + "\nonce more");
            faults = ShortCheck.faults(run());
        }
        if (!faults.isEmpty()) {
            throw new IOException(String.join("\n", faults));
        }
        out.println("nothing is far below its floor");
    }

    private LoadReport run() throws IOException, InterruptedException {
        var report = new LoadReport(Machine.here());
        try (var candidates = new Candidates(options, directory)) {
            List<Candidate> all = candidates.open();
            for (Candidate candidate : all) {
                out.println("warming up " + candidate.name());
                candidate.warmUp(options.warmUp());
            }
            report.addTried(candidates.tried());
            for (int round = 1; round <= options.rounds(); round++) {
                out.println("round " + round + " of " + options.rounds());
                for (Candidate candidate : all) {
                    Turn turn = candidate.take(options.turn());
                    report.add(candidate, turn, candidate.residentMegabytes());
                }
            }
        }
        write(report);
        return report;
    }

    private void write(LoadReport report) throws IOException {
        out.print(report.table());
        Path json = Files.write(directory.resolveSibling("load.json"), report.json());
        Path html = options.html().orElse(directory.resolveSibling("load.html"));
        Files.writeString(html, LoadPage.of(report));
        out.println("written to " + json + " and " + html);
    }
}
