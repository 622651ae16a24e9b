package dev.berth.benchmarks.autoscale;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.catalog.profile.LatencySummary;
import dev.berth.cli.bench.BenchmarkCall;
import dev.berth.cli.bench.Load;
import dev.berth.cli.bench.LoadGenerator;
import dev.berth.cli.bench.Measurement;
import dev.berth.client.BerthClient;
import dev.berth.core.ProblemException;
import dev.berth.deploy.sizing.MeasuredService;
import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.sizing.ReplicaSizing;
import dev.berth.deploy.sizing.ServiceLoad;
import dev.berth.deploy.sizing.ServiceTime;
import dev.berth.deploy.sizing.SizingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// Check of a size: measures one server of one processor, computes the replicas for a load, starts
/// as many behind the Java client and applies the load.
public final class SizedReplicas {
    private static final double HEADROOM = 0.3;

    private static final String HELP =
            """
            usage: quality/benchmarks/run sized [options]
              --rate N      requests a second (120)
              --p99 N       milliseconds within which 99 % are to be answered (100)
              --seconds N   of the load, and of each measurement a quarter (20)
              --berth FILE  the launcher (./berth)
            Servers of examples/sentences with one processor each share this machine with the client:
            the rate has to leave it room.
            Status 1 if the p99 was exceeded or a request failed.
            """;

    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<String> command;
    private final Path directory;
    private final int seconds;

    private SizedReplicas(List<String> command, Path directory, int seconds) {
        this.command = command;
        this.directory = directory;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            System.exit(run(Arguments.parse(List.of(args), HELP), root) ? 0 : 1);
        } catch (IOException | IllegalArgumentException | ProblemException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(Arguments arguments, Path root)
            throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/sized"))
                        .toRealPath();
        String berth = arguments.text("--berth").orElse(root.resolve("berth").toString());
        List<String> command =
                List.of(
                        berth,
                        "up",
                        root.resolve("examples/sentences").toString(),
                        "--log-format",
                        "text",
                        "--port");
        System.out.println(Machine.here().describe());
        var benchmark = new SizedReplicas(command, directory, arguments.number("--seconds", 20));
        try {
            return benchmark.run(
                    arguments.number("--rate", 120), arguments.number("--p99", 100) / 1e3);
        } finally {
            benchmark.servers.forEach(ServerProcess::close);
        }
    }

    private boolean run(double rate, double p99) throws IOException, InterruptedException {
        MeasuredService service = measure();
        ReplicaPlan plan =
                ReplicaSizing.plan(
                        new SizingRequest(
                                List.of(new ServiceLoad(service, rate, p99)),
                                HEADROOM,
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty()));
        System.out.printf(
                Locale.ROOT,
                "one server: mean %.2f ms, p99 %.2f ms, peak %.1f/s; up to %.1f/s within %.4g ms%n",
                service.time().mean() * 1e3,
                service.time().p99() * 1e3,
                service.peakPerSecond(),
                plan.ratePerReplica(),
                p99 * 1e3);
        start(plan.replicas());
        try (var client = client()) {
            BenchmarkCall call = call(client);
            var _ = PoissonLoad.run(rate, seconds / 4.0, 1, call);
            PoissonLoad.Result result = PoissonLoad.run(rate, seconds, 2, call);
            LatencySummary latency = result.latencies().summary();
            System.out.printf(
                    Locale.ROOT,
                    "%d replicas: %.1f requests/s of %.4g, p50 %.2f ms, p99 %.2f ms of %.4g,"
                            + " %d failed%n",
                    plan.replicas(),
                    result.calls() / result.seconds(),
                    rate,
                    latency.p50Nanos() / 1e6,
                    latency.p99Nanos() / 1e6,
                    p99 * 1e3,
                    result.failures());
            return latency.p99Nanos() <= p99 * 1e9 && result.failures() == 0;
        }
    }

    /// One server's ability, with one caller and with as many as give the most.
    private MeasuredService measure() throws IOException, InterruptedException {
        start(1);
        try (var client = client()) {
            Measurement single = load(client, 1);
            double peak = single.recordsPerSecond();
            for (int callers = 2; callers <= 8; callers *= 2) {
                peak = Math.max(peak, load(client, callers).recordsPerSecond());
            }
            return new MeasuredService(
                    "sentences",
                    ServiceTime.of(single.latencies().summary()),
                    1,
                    peak,
                    1,
                    "measured before");
        }
    }

    private Measurement load(BerthClient client, int callers) throws InterruptedException {
        Duration part = Duration.ofMillis(seconds * 250L);
        return LoadGenerator.run(
                new Load(new Load.Arrivals.Closed(callers), 1, part.dividedBy(2), part),
                call(client));
    }

    private static BenchmarkCall call(BerthClient client) {
        var model = client.model("sentences");
        Map<String, Object> record = Map.of("text", "A man is eating a piece of bread.");
        return () -> {
            var _ = model.predict(record);
        };
    }

    private BerthClient client() {
        return BerthClient.to(
                servers.stream().map(each -> "127.0.0.1:" + each.port()).toArray(String[]::new));
    }

    /// Starts servers until there are as many.
    private void start(int wanted) throws IOException, InterruptedException {
        while (servers.size() < wanted) {
            servers.add(
                    ServerProcess.start(
                            command,
                            Map.of("BERTH_JAVA_OPTS", "-XX:ActiveProcessorCount=1"),
                            directory.resolve("berth-" + servers.size() + ".log")));
        }
    }
}
