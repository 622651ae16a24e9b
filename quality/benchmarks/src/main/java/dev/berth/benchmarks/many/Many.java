package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.serving.LowPriority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Measures what many models cost and do to each other.
public final class Many {
    /// Room for a tenth of a thousand: every call of the next model in turn follows its eviction.
    private static final String MEMORY_LIMIT = "10M";

    /// Rounds over all models before calls count, so that the code that loads is compiled, as it is
    /// on a server that has run for a while.
    private static final int ROUNDS_BEFORE = 2;

    /// The same before the windows that count: at the rate of these it would take minutes until
    /// what answers is compiled at its best, and the compiler would be what is measured.
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
        ManySystem.writeLarge(withLarge);
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
                        List.of("--load", "on-demand", "--memory-limit", MEMORY_LIMIT),
                        last())) {
            evicted = callEvicted(server);
        }
        System.out.println("calls while a large model is loaded");
        var windows = new Windows();
        try (ManyServer server = start(withLarge, List.of(), last())) {
            windows.run(server);
        }
        return new ManyReport(
                machine,
                options.models(),
                startSeconds,
                ofAll,
                ofOne,
                evicted,
                windows.quietMillis,
                windows.loadingMillis,
                windows.loads);
    }

    private String last() {
        return ManySystem.name(options.models() - 1);
    }

    private ManyServer start(Path system, List<String> further, String model)
            throws IOException, InterruptedException {
        return ManyServer.start(
                options.berth(), system, further, model, directory.resolve("berth.log"));
    }

    /// In turn, so that with room for a part of them each call follows its model's eviction.
    private LatencySamples callEvicted(ManyServer server) throws IOException {
        var samples = new LatencySamples();
        try (PlainConnection connection = server.connect()) {
            for (int round = 0; round <= ROUNDS_BEFORE; round++) {
                for (int model = 0; model < options.models(); model++) {
                    byte[] request = ManyServer.request(ManySystem.name(model));
                    long start = System.nanoTime();
                    AnswerBuffer.Answer answer = connection.ask(request);
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

    /// Windows of time without and with loads of the large model, in turn.
    private final class Windows {
        private final List<Double> quietMillis = new ArrayList<>();
        private final List<Double> loadingMillis = new ArrayList<>();
        private int loads;

        void run(ManyServer server) throws IOException, InterruptedException {
            var calls = new PacedCalls(server, options.models(), options.rate());
            try (PlainConnection operator = server.connect()) {
                server.change(operator, ManySystem.LARGE, "unload");
                var many = new PacedCalls(server, options.models(), RATE_BEFORE);
                var _ = many.run(TIME_BEFORE);
                var _ = whileLoading(server, operator, many, TIME_BEFORE);
                loads = 0;
                for (int round = 1; round <= options.rounds(); round++) {
                    System.out.println("round " + round + " of " + options.rounds());
                    quietMillis.add(calls.run(options.window()).percentileMillis(99));
                    loadingMillis.add(
                            whileLoading(server, operator, calls, options.window())
                                    .percentileMillis(99));
                }
            }
        }

        private LatencySamples whileLoading(
                ManyServer server, PlainConnection operator, PacedCalls calls, Duration time)
                throws IOException, InterruptedException {
            var stop = new AtomicBoolean();
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                Future<Integer> loading =
                        thread.submit(
                                () -> {
                                    int count = 0;
                                    while (!stop.get()) {
                                        server.change(operator, ManySystem.LARGE, "load");
                                        server.change(operator, ManySystem.LARGE, "unload");
                                        count++;
                                    }
                                    return count;
                                });
                try {
                    return calls.run(time);
                } finally {
                    stop.set(true);
                    loads += loading.get();
                }
            } catch (ExecutionException e) {
                throw new IOException("the large model: " + e.getCause(), e);
            }
        }
    }
}
