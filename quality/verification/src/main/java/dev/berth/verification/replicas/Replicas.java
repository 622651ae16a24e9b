package dev.berth.verification.replicas;

import dev.berth.verification.load.CallSamples;
import dev.berth.verification.load.SteadyLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Three replicas that are updated, scaled, killed and stopped, while a client calls them.
public final class Replicas {
    private static final int FAILURES_TOLD = 3;

    private final ReplicaOptions options;
    private final PrintStream out;

    Replicas(ReplicaOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(ReplicaOptions.HELP);
            return;
        }
        try {
            ReplicaOptions options = ReplicaOptions.parse(List.of(args));
            List<ChangeResult> results = new Replicas(options, System.out).run();
            boolean reached = results.stream().allMatch(ChangeResult::isReached);
            System.exit(reached || options.reportOnly() ? 0 : 1);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("replicas: " + e.getMessage());
            System.exit(2);
        }
    }

    /// Makes all changes, one after the other, and reports each as it ends.
    List<ChangeResult> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("berth-replicas");
        var system = new SystemVersions(folder);
        try (ReplicaRuntime runtime = runtime(system, folder);
                var slices = EndpointSliceServer.start();
                var set = new ReplicaSet(runtime, slices)) {
            out.printf(
                    "%d calls a second to three replicas, %s%n",
                    options.callsPerSecond(), runtime.describe());
            set.scaleTo(ReplicaChange.REPLICAS, 1);
            return change(set, slices);
        } finally {
            delete(folder);
        }
    }

    private ReplicaRuntime runtime(SystemVersions system, Path folder)
            throws IOException, InterruptedException {
        if (options.processes()) {
            return new ProcessReplicas(system.write(1), folder);
        }
        out.println("writing images");
        return ContainerReplicas.build(
                system,
                options.base(),
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    private List<ChangeResult> change(ReplicaSet set, EndpointSliceServer slices)
            throws IOException, InterruptedException {
        List<ChangeResult> results = new ArrayList<>();
        int version = 1;
        try (var load =
                SteadyLoad.start(
                        slices.discovery(),
                        options.callsPerSecond(),
                        options.timeout(),
                        options.inFlightMax())) {
            Thread.sleep(options.warmUp());
            for (ReplicaChange change : options.changes()) {
                version = change == ReplicaChange.ROLLING_UPDATE ? 2 : version;
                results.add(make(change, version, set, load));
            }
            load.finish();
        }
        return results;
    }

    private ChangeResult make(ReplicaChange change, int version, ReplicaSet set, SteadyLoad load)
            throws IOException, InterruptedException {
        long from = System.nanoTime();
        Thread.sleep(options.steady());
        long begun = System.nanoTime();
        change.make(set, version);
        long made = System.nanoTime();
        Thread.sleep(options.steady());
        long end = System.nanoTime();
        load.awaitEnd(end);
        CallSamples all = load.soFar();
        var result =
                new ChangeResult(
                        change,
                        all.between(from, begun),
                        all.between(begun, end),
                        Duration.ofNanos(made - begun));
        out.println(result.row());
        result.calls().failures().stream()
                .limit(FAILURES_TOLD)
                .forEach(failure -> out.println("  failed: " + failure));
        return result;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
