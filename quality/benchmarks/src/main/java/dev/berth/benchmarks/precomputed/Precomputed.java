package dev.berth.benchmarks.precomputed;

import dev.berth.Berth;
import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Benchmark of precomputed answers.
public final class Precomputed {
    private static final String HELP =
            """
            usage: precomputed [options]
              --folder PATH      directory of the system (target/precomputed of this module)
              --keys N           of the snapshot (1000000)
              --seconds N        of each measurement (10)
              --rate N           requests a second over HTTP (2000)
            """;

    private static final long SEED = 17;
    private static final int BODIES = 4_000;
    private static final int WARM_REQUESTS = 20_000;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final double MILLIS_PER_MICRO = 1e-3;

    /// Of Section C of the issue: a look-up in the process, and one over HTTP.
    private static final double LOOK_UP_MICROS_MAX = 20;

    private static final double HTTP_MILLIS_MAX = 1;

    private final CreditSystem system;
    private final Path root;
    private final Duration time;
    private final int rate;

    private Precomputed(CreditSystem system, Path root, Duration time, int rate) {
        this.system = system;
        this.root = root;
        this.time = time;
        this.rate = rate;
    }

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
                            .orElse(root.resolve("quality/benchmarks/target/precomputed"));
            var system = new CreditSystem(folder, arguments.number("--keys", 1_000_000));
            System.out.println(Machine.here().describe());
            new Precomputed(
                            system,
                            root,
                            arguments.seconds("--seconds", 10),
                            arguments.number("--rate", 2_000))
                    .run();
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        system.write(root);
        precompute();
        List<Goal> goals = new ArrayList<>();
        LatencySamples inProcess = lookUps();
        print("look-up in the process", inProcess);
        goals.add(
                Goal.atMost(
                        LOOK_UP_MICROS_MAX,
                        "look-up in the process, p99 in µs",
                        inProcess.percentileMillis(99) / MILLIS_PER_MICRO));
        List<String> command =
                List.of(
                        root.resolve("berth").toString(),
                        "up",
                        system.folder().toString(),
                        "--log-level",
                        "warn",
                        "--port");
        // Beside the system, not in it: Berth watches that directory.
        Path log = system.folder().resolveSibling("precomputed.log");
        try (ServerProcess server = ServerProcess.start(command, log)) {
            // In turn, so that both meet the same machine.
            var cached = new LatencySamples();
            var live = new LatencySamples();
            for (int turn = 0; turn < 2; turn++) {
                cached.addAll(overHttp(server, "cached", "precomputed:cached"));
                live.addAll(overHttp(server, "live", ""));
            }
            print("precomputed over HTTP, " + rate + "/s", cached);
            print("live inference over HTTP, " + rate + "/s", live);
            goals.add(
                    Goal.atMost(
                            HTTP_MILLIS_MAX,
                            "precomputed over HTTP, p99 in ms",
                            cached.percentileMillis(99)));
        }
        goals.forEach(System.out::println);
    }

    private void precompute() throws IOException, InterruptedException {
        Path keys = system.writeKeys();
        long start = System.nanoTime();
        int status =
                new ProcessBuilder(
                                root.resolve("berth").toString(),
                                "precompute",
                                system.folder().toString(),
                                "cached",
                                "--keys",
                                keys.toString(),
                                "--keep",
                                "1")
                        .inheritIO()
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IOException("berth precompute ended with " + status);
        }
        System.out.printf(
                Locale.ROOT,
                "precomputed in %.1f s with start and publication%n",
                (System.nanoTime() - start) / 1e9);
        Files.delete(keys);
    }

    /// Look-ups of random keys, without those of the first fifth of the time.
    private LatencySamples lookUps() {
        var samples = new LatencySamples();
        try (var berth = Berth.open(system.folder())) {
            PrecomputedAnswers answers = berth.endpoints().precomputed().orElseThrow();
            PrecomputableEndpoint endpoint =
                    berth.endpoints().precomputable(new EndpointName("cached"));
            TensorPool pool = berth.serving().pool();
            var random = new SplittableRandom(SEED);
            long start = System.nanoTime();
            long counted = start + time.toNanos() / 5;
            long end = start + time.toNanos();
            for (long now = start; now < end; ) {
                try (Tensor key =
                        Tensor.ofFloats(pool, Shape.of(1), random.nextInt(system.keys()))) {
                    long before = System.nanoTime();
                    PrecomputedLookup found =
                            answers.find(
                                    new PrecomputedQuery(
                                            endpoint.name(),
                                            endpoint.fingerprint(),
                                            endpoint.policy(),
                                            endpoint.keys(),
                                            List.of(key)),
                                    pool);
                    now = System.nanoTime();
                    if (!(found instanceof PrecomputedLookup.Found answer)) {
                        throw new IllegalStateException("no answer: " + found);
                    }
                    answer.answer().close();
                    if (before >= counted) {
                        samples.add(now - before);
                    }
                }
            }
        }
        return samples;
    }

    /// Requests for random keys at a constant rate over one connection; latencies start when a
    /// request was due.
    ///
    /// @param annotation that every answer has; empty for none
    private LatencySamples overHttp(ServerProcess server, String endpoint, String annotation)
            throws IOException {
        var random = new SplittableRandom(SEED);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            requests.add(
                    PlainConnection.post(
                            "/v1/endpoints/" + endpoint + ":predict",
                            List.of("Content-Type: application/json"),
                            system.record(random.nextInt(system.keys()))
                                    .getBytes(StandardCharsets.UTF_8)));
        }
        try (PlainConnection connection = PlainConnection.open(server.address(), ANSWER_MAX)) {
            for (int i = 0; i < WARM_REQUESTS; i++) {
                connection.send(requests.get(i % BODIES));
                check(connection, annotation);
            }
            var samples = new LatencySamples();
            long distance = 1_000_000_000L / rate;
            long start = System.nanoTime();
            long count = time.toNanos() / distance;
            for (int i = 0; i < count; i++) {
                long due = start + i * distance;
                for (long left; (left = due - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                }
                connection.send(requests.get(i % BODIES));
                samples.add(System.nanoTime() - due);
                check(connection, annotation);
            }
            return samples;
        }
    }

    private static void check(PlainConnection connection, String annotation) throws IOException {
        AnswerBuffer.Answer answer = connection.answer();
        if (!answer.isSuccess() || !answer.head().contains(annotation)) {
            throw new IOException("an unexpected answer: " + answer.head() + answer.body());
        }
    }

    private static void print(String what, LatencySamples samples) {
        System.out.printf(
                Locale.ROOT,
                "%-40s %,d: p50 %.1f, p99 %.1f, p99.9 %.1f µs%n",
                what,
                samples.count(),
                samples.percentileMillis(50) / MILLIS_PER_MICRO,
                samples.percentileMillis(99) / MILLIS_PER_MICRO,
                samples.percentileMillis(99.9) / MILLIS_PER_MICRO);
    }
}
