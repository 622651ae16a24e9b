package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.InferenceCount;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.MiniLmSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Benchmark that finds Berth's peak rate, then sends several times as much, alternating with the
/// peak since a machine's speed varies.
public final class Overload {
    /// Each doubles the load; the last exceeds the capacity of executors, batches and queue.
    private static final List<Integer> CALLERS = List.of(1, 2, 4, 8, 16, 32);

    /// Share of the peak: so low that requests hardly ever overlap.
    private static final double UNLOADED_SHARE = 0.1;

    private static final String MODEL = "minilm";
    private static final String ENDPOINT = "sentence";

    private final OverloadOptions options;
    private final ServerProcess server;
    private final byte[] request;

    private Overload(OverloadOptions options, ServerProcess server) {
        this.options = options;
        this.server = server;
        this.request = SentenceRequest.to(options.endpoint() ? ENDPOINT : MODEL);
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(OverloadOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            run(OverloadOptions.parse(List.of(args), root.resolve("berth").toString()), root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(OverloadOptions options, Path root)
            throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/overload"))
                        .toRealPath();
        Path system = directory.resolve(options.endpoint() ? "endpoint" : "system");
        MiniLmSystem.write(
                system,
                "batch: {max-size: %d}\nlimits: {max-queue-rows: %d}"
                        .formatted(options.batchRows(), options.queueRows()));
        if (options.endpoint()) {
            writeEndpoint(system);
        }
        List<String> command =
                List.of(options.berth(), "up", system.toString(), "--log-format", "text", "--port");
        try (ServerProcess server = ServerProcess.start(command, directory.resolve("berth.log"))) {
            OverloadReport report = new Overload(options, server).run(System.out);
            System.out.print(report.table());
            Path json = Files.write(directory.resolveSibling("overload.json"), report.json());
            System.out.println("written to " + json);
        }
    }

    private static void writeEndpoint(Path system) throws IOException {
        Path folder = Files.createDirectories(system.resolve("endpoints"));
        Files.writeString(
                folder.resolve(ENDPOINT + ".yaml"),
                "summary: A sentence's meaning\nsteps: {it: {model: " + MODEL + "}}\n");
    }

    private OverloadReport run(PrintStream out) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        var closed = new ClosedLoop(server.address(), request);
        out.println("warming up");
        var _ = closed.run(CALLERS.getLast(), options.probe());
        requirePredictions(closed);
        int callers = callersOfPeak(closed, out);
        Turns.Turn most = tally -> closed.run(callers, options.turn(), tally);
        var peak = new Turns();
        double best = peak.take(most).goodput();
        Turns.Turn few = tally -> open(tally).run(UNLOADED_SHARE * best, options.turn());
        var unloaded = new Turns();
        unloaded.take(few);
        double before = server.usage().residentMegabytes();
        double rate = options.factor() * best;
        out.printf(
                "%.0f requests/s for %d s, %d times%n",
                rate, options.time().toSeconds(), options.rounds());
        Tally.Counts atFirst = open(new Tally()).run(rate, options.warmUp());
        // What it holds by now it may retain: buffers for so many connections, code.
        double settled = server.usage().residentMegabytes();
        var overload = new Turns();
        double after = settled;
        for (int round = 1; round <= options.rounds(); round++) {
            double goodput =
                    overload.take(tally -> open(tally).run(rate, options.time())).goodput();
            after = server.usage().residentMegabytes();
            unloaded.take(few);
            out.printf(
                    "%d: %.0f predictions/s, then at most %.0f%n",
                    round, goodput, peak.take(most).goodput());
        }
        return new OverloadReport(
                machine,
                rate,
                unloaded.whole(),
                peak,
                atFirst,
                overload,
                new OverloadReport.Memory(before, settled, after));
    }

    private OpenLoop open(Tally tally) {
        return new OpenLoop(server.address(), request, tally);
    }

    /// The number of callers with the highest prediction rate.
    private int callersOfPeak(ClosedLoop closed, PrintStream out)
            throws IOException, InterruptedException {
        int best = 1;
        double most = 0;
        for (int callers : CALLERS) {
            double goodput = closed.run(callers, options.probe()).goodput();
            out.printf("at %d at once: %.0f predictions/s%n", callers, goodput);
            if (goodput > most) {
                best = callers;
                most = goodput;
            }
        }
        return best;
    }

    private void requirePredictions(ClosedLoop closed) throws IOException, InterruptedException {
        long before = InferenceCount.of(server.address(), MODEL);
        Tally.Counts counts = closed.run(1, Duration.ofSeconds(1));
        long made = InferenceCount.of(server.address(), MODEL) - before;
        if (counts.admitted() == 0 || made < counts.admitted()) {
            throw new IOException(
                    "%d answers but %d predictions".formatted(counts.admitted(), made));
        }
    }
}
