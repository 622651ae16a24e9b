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

/// Finds what Berth can do, and then asks several times as much of it.
public final class Overload {
    /// Each doubles the load; with the last there are more callers than executors, batches and
    /// queue have room for.
    private static final List<Integer> CALLERS = List.of(1, 2, 4, 8, 16, 32);

    /// What the server holds after the first part of the overload it may hold for good: buffers for
    /// so many connections, code compiled.
    private static final int PARTS = 4;

    /// Of the peak: few enough that hardly ever two requests meet.
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
                "batch: {size-max: %d}\nlimits: {queue-rows-max: %d}"
                        .formatted(options.batchRows(), options.queueRows()));
        if (options.endpoint()) {
            writeEndpoint(system);
        }
        List<String> command =
                List.of(options.berth(), "up", system.toString(), "--log", "text", "--port");
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
        int callersOfPeak = callersOfPeak(closed, out);
        var most = new Tally();
        var few = new Tally();
        Tally.Counts peakBefore = closed.run(callersOfPeak, options.turn(), most);
        double fewRate = UNLOADED_SHARE * peakBefore.goodput();
        Tally.Counts unloadedBefore =
                new OpenLoop(server.address(), request, few).run(fewRate, options.turn());
        double before = server.usage().residentMegabytes();
        double rate = options.factor() * peakBefore.goodput();
        out.printf("%.0f requests/s for %d s%n", rate, options.time().toSeconds());
        Tally.Counts atFirst = new OpenLoop(server.address(), request).run(rate, options.warmUp());
        Duration part = options.time().dividedBy(PARTS);
        var tally = new Tally();
        Tally.Counts first = new OpenLoop(server.address(), request, tally).run(rate, part);
        double settled = server.usage().residentMegabytes();
        Tally.Counts whole =
                new OpenLoop(server.address(), request, tally)
                        .run(rate, options.time().minus(part))
                        .with(first.time());
        double after = server.usage().residentMegabytes();
        Tally.Counts unloaded =
                new OpenLoop(server.address(), request, few)
                        .run(fewRate, options.turn())
                        .with(unloadedBefore.time());
        Tally.Counts peak = closed.run(callersOfPeak, options.turn(), most).with(peakBefore.time());
        return new OverloadReport(
                machine,
                unloaded,
                peak,
                rate,
                atFirst,
                whole,
                new OverloadReport.Memory(before, settled, after));
    }

    /// How many callers get the most predictions a second.
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
