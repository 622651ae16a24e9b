package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.floor.Floor;
import dev.berth.benchmarks.floor.FloorProcess;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.scheduling.LowPriority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Benchmark of the cost of many models and their effect on each other.
public final class Many {
    /// Memory for a tenth of a thousand: every call of the next model in turn follows its eviction.
    private static final String MEMORY_LIMIT = "10M";

    /// Rounds over all models before calls count, until the loading code is compiled.
    private static final int ROUNDS_BEFORE = 2;

    /// Request rate before the measured windows: at their own rate compilation would take minutes
    /// and be measured.
    private static final int RATE_BEFORE = 5000;

    private static final Duration TIME_BEFORE = Duration.ofSeconds(6);

    private final ManyOptions options;
    private final Path directory;

    private Many(ManyOptions options, Path directory) {
        this.options = options;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(ManyOptions.HELP);
            return;
        }
        // A caller that waits for its own compiler would count as waiting for the server.
        LowPriority.ofCompilers();
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            var options = ManyOptions.parse(List.of(args), root.resolve("berth").toString());
            Path directory =
                    Files.createDirectories(root.resolve("quality/benchmarks/target/many"))
                            .toRealPath();
            ManyReport report = new Many(options, directory).run();
            System.out.print(report.table());
            Path json = Files.write(directory.resolveSibling("many.json"), report.json());
            System.out.println("written to " + json);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private ManyReport run() throws IOException, InterruptedException {
        Machine machine = Machine.here();
        Path one = directory.resolve("one");
        Path all = directory.resolve("all-" + options.models());
        Path withLarge = directory.resolve("large-" + options.models());
        ManySystem.writeTiny(one, 1);
        ManySystem.writeTiny(all, options.models());
        ManySystem.writeTiny(withLarge, options.models());
        Path large = ManySystem.writeLarge(withLarge);
        double ofOne;
        System.out.println("one model");
        try (ManyServer server = start(one, List.of(), ManySystem.name(0))) {
            ofOne = server.residentMegabytesAfter(options.idle());
        }
        System.out.println(options.models() + " models");
        double startSeconds;
        double ofAll;
        try (ManyServer server = start(all, List.of(), last())) {
            startSeconds = server.startSeconds();
            ofAll = server.residentMegabytesAfter(options.idle());
        }
        System.out.println("calls of models that were evicted");
        LatencySamples evicted;
        try (ManyServer server =
                start(
                        all,
                        List.of("--load-policy", "on-demand", "--model-memory-limit", MEMORY_LIMIT),
                        last())) {
            evicted = callEvicted(server);
        }
        System.out.println("calls while a large model is loaded");
        LoadWindows berth;
        JvmFlags flags;
        try (ManyServer server = start(withLarge, List.of(), last())) {
            flags = server.flags();
            try (var loads = new LoadsOfServer(server)) {
                berth = measure(server.address(), loads);
            }
        }
        System.out.println("calls of a bare server while another process loads it");
        LoadWindows bare;
        try (ServerProcess server = FloorProcess.start(Floor.JSON, flags, directory);
                LargeLoads loads = LargeLoads.start(flags, large)) {
            bare = measure(server.address(), loads);
        }
        return new ManyReport(
                machine, options.models(), startSeconds, ofAll, ofOne, evicted, berth, bare);
    }

    private String last() {
        return ManySystem.name(options.models() - 1);
    }

    private ManyServer start(Path system, List<String> further, String model)
            throws IOException, InterruptedException {
        return ManyServer.start(
                options.berth(), system, further, model, directory.resolve("berth.log"));
    }

    /// Calls models in turn, so that each call follows the model's eviction.
    private LatencySamples callEvicted(ManyServer server) throws IOException {
        var samples = new LatencySamples();
        try (PlainConnection connection = server.connect()) {
            for (int round = 0; round <= ROUNDS_BEFORE; round++) {
                for (int model = 0; model < options.models(); model++) {
                    byte[] request = ManyServer.request(ManySystem.name(model));
                    long start = System.nanoTime();
                    AnswerBuffer.Answer answer = connection.call(request);
                    if (!answer.isSuccess()) {
                        throw new IOException("a request failed: " + answer.body());
                    }
                    if (round == ROUNDS_BEFORE) {
                        samples.add(System.nanoTime() - start);
                    }
                }
            }
        }
        return samples;
    }

    /// Measures windows without loads, with one, and with continuous loads, alternating.
    private LoadWindows measure(URI server, Loads loads) throws IOException {
        var many = new PacedCalls(server, options.models(), RATE_BEFORE);
        var _ = many.run(TIME_BEFORE);
        loads.begin();
        var _ = many.run(TIME_BEFORE);
        var _ = loads.rest();
        int count = 0;
        List<Double> quietMillis = new ArrayList<>();
        List<Double> onceMillis = new ArrayList<>();
        List<Double> loadingMillis = new ArrayList<>();
        var calls = new PacedCalls(server, options.models(), options.rate());
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.println("round " + round + " of " + options.rounds());
            quietMillis.add(calls.run(options.window()).percentileMillis(99));
            loads.beginOne();
            onceMillis.add(calls.run(options.window()).percentileMillis(99));
            var _ = loads.rest();
            loads.begin();
            loadingMillis.add(calls.run(options.window()).percentileMillis(99));
            count += loads.rest();
        }
        return new LoadWindows(quietMillis, onceMillis, loadingMillis, count);
    }
}
