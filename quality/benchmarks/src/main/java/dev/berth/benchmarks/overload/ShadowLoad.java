package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.benchmarks.stage.MiniLmSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Benchmark of a shadow of all records: its effect on an endpoint's callers at half of the
/// server's capacity, and at twice of it.
///
/// Two endpoints over the same model, with and without a shadow, are called alternately in one run,
/// so that both have the same conditions.
public final class ShadowLoad {
    private static final int CALLERS = 16;
    private static final String HELP =
            """
            usage: quality/benchmarks/run shadow [options]
              --rounds N        turns of each endpoint (5)
              --seconds N       of each turn (10)
              --berth COMMAND   the command that starts Berth (./berth)
            """;
    private static final Pattern SHADOWED =
            Pattern.compile("berth_shadow_records_total\\{[^}]*result=\"(\\w+)\"[^}]*} ([0-9.E]+)");

    private final URI server;
    private final Duration time;

    private ShadowLoad(URI server, Duration time) {
        this.server = server;
        this.time = time;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            run(Arguments.parse(List.of(args), HELP), root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Arguments arguments, Path root)
            throws IOException, InterruptedException {
        int rounds = arguments.number("--rounds", 5);
        Duration time = arguments.seconds("--seconds", 10);
        String berth = arguments.text("--berth").orElse(root.resolve("berth").toString());
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/shadow"))
                        .toRealPath();
        Path system = directory.resolve("system");
        MiniLmSystem.write(system, "batch: {max-size: 8}\nlimits: {max-queue-rows: 256}");
        writeEndpoints(system);
        List<String> command =
                List.of(berth, "up", system.toString(), "--log-format", "text", "--port");
        System.out.println(Machine.here().describe());
        try (ServerProcess server = ServerProcess.start(command, directory.resolve("berth.log"))) {
            new ShadowLoad(server.address(), time).run(rounds);
        }
    }

    private static void writeEndpoints(Path system) throws IOException {
        Path folder = Files.createDirectories(system.resolve("endpoints"));
        String plain = "summary: A sentence's meaning\nsteps: {it: {model: minilm}}\n";
        Files.writeString(folder.resolve("plain.yaml"), plain);
        Files.writeString(
                folder.resolve("shadowed.yaml"),
                plain + "traffic: {shadows: {next: {replace: {minilm: minilm@1}}}}\n");
    }

    private void run(int rounds) throws IOException, InterruptedException {
        byte[] plain = SentenceRequest.to("plain");
        byte[] shadowed = SentenceRequest.to("shadowed");
        var _ = new ClosedLoop(server, plain).run(CALLERS, time);
        var _ = new ClosedLoop(server, shadowed).run(CALLERS, time);
        double peak = new ClosedLoop(server, plain).run(CALLERS, time).goodput();
        System.out.printf(Locale.ROOT, "peak without a shadow: %.0f predictions/s%n", peak);
        long comparedBefore = compared();
        long shedBefore = shadows("dropped");
        List<Double> half = turns("half of it", rounds, plain, shadowed, peak / 2);
        double comparedAtHalf = compared() - comparedBefore;
        long shed = shadows("dropped");
        List<Double> twice =
                turns("twice as much", Math.max(1, rounds / 2), plain, shadowed, 2 * peak);
        System.out.printf(
                Locale.ROOT,
                "shadow: %d match, %d mismatch, %d failed, %d dropped, %d of these at twice%n",
                shadows("match"),
                shadows("mismatch"),
                shadows("failed"),
                shadows("dropped"),
                shadows("dropped") - shed);
        System.out.println(
                Goal.atMost(1.1, "p99 with a shadow, of that without, at half", half.get(0)));
        System.out.println(
                Goal.atLeast(
                        0.5,
                        "records that the shadow compared, of all, at half",
                        comparedAtHalf / (comparedAtHalf + shed - shedBefore)));
        System.out.println(
                Goal.atLeast(
                        0.9, "goodput with a shadow, of that without, at twice", twice.get(1)));
    }

    /// The median ratios of p99 and goodput with and without the shadow.
    private List<Double> turns(String load, int rounds, byte[] plain, byte[] shadowed, double rate)
            throws IOException {
        List<Double> p99 = new ArrayList<>();
        List<Double> goodput = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Tally.Counts without = new OpenLoop(server, plain).run(rate, time);
            Tally.Counts with = new OpenLoop(server, shadowed).run(rate, time);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f and %.0f predictions/s, p50 %.1f and %.1f ms, p99 %.1f and %.1f ms%n",
                    load,
                    without.goodput(),
                    with.goodput(),
                    without.p50Millis(),
                    with.p50Millis(),
                    without.p99Millis(),
                    with.p99Millis());
            p99.add(with.p99Millis() / without.p99Millis());
            goodput.add(with.goodput() / without.goodput());
        }
        return List.of(median(p99), median(goodput));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private long compared() throws IOException, InterruptedException {
        return shadows("match") + shadows("mismatch");
    }

    /// Records with this result.
    private long shadows(String outcome) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String metrics =
                    client.send(
                                    HttpRequest.newBuilder(server.resolve("/metrics")).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Matcher found = SHADOWED.matcher(metrics);
            while (found.find()) {
                if (found.group(1).equals(outcome)) {
                    return (long) Double.parseDouble(found.group(2));
                }
            }
            return 0;
        }
    }
}
