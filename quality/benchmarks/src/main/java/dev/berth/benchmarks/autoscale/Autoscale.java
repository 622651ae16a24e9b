package dev.berth.benchmarks.autoscale;

import dev.berth.benchmarks.Arguments;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.profile.LatencySummary;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.core.ProblemException;
import dev.berth.deploy.autoscale.LoadCurve;
import dev.berth.deploy.autoscale.ScalingSimulation;
import dev.berth.deploy.autoscale.ScalingSimulation.Metric;
import dev.berth.deploy.autoscale.ScalingSimulation.Setting;
import dev.berth.deploy.autoscale.ServiceSampler;
import dev.berth.deploy.sizing.MeasuredService;
import dev.berth.deploy.sizing.ProfileFiles;
import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.sizing.ReplicaSizing;
import dev.berth.deploy.sizing.ServiceLoad;
import dev.berth.deploy.sizing.SizingRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// A day of requests under simulated autoscalers with different targets, over measured service
/// times.
public final class Autoscale {
    private static final String BUILT_IN = "sentences.profile.json";
    private static final double HEADROOM = 0.3;
    private static final int DAY_SECONDS = 86_400;

    /// From the decision to the first request: scheduling, the image on the node, a start of a
    /// second (docs/benchmarks.md), the readiness probe, the endpoints on all nodes.
    private static final double START_SECONDS = 15;

    private static final String HELP =
            """
            usage: quality/benchmarks/run autoscale [options]
              --profile FILE     a profile that `berth bench` wrote (MiniLM's, which is built in)
              --rate N           requests a second at the height of the day (2000)
              --p99 N            milliseconds within which 99 % are to be answered (40)
              --seconds N        of the day, from 0 o'clock on (86400)
              --seed N           of the bursts and requests (1)
              --figures FOLDER   write autoscale-p99.svg and autoscale-replicas.svg
            Prints for each target how many minutes missed the p99; status 1 if the computed one
            on requests in flight missed it in more minutes than one in a hundred.
            """;

    private Autoscale() {}

    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        try {
            System.exit(run(arguments(List.of(args))) ? 0 : 1);
        } catch (IllegalArgumentException | ProblemException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        }
    }

    static Arguments arguments(List<String> words) {
        return Arguments.parse(words, HELP);
    }

    /// Whether the computed target held.
    static boolean run(Arguments arguments) throws IOException {
        ModelProfile profile = profile(arguments);
        double rate = arguments.number("--rate", 2_000);
        double p99 = arguments.number("--p99", 40) / 1e3;
        MeasuredService service =
                ProfileFiles.of(arguments.text("--profile").orElse(BUILT_IN), profile)
                        .requireService(profile.model());
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
                "%s, %s%n%.5g requests/s within %.4g ms: %d replicas of up to %.4g/s%n",
                profile.model(),
                service.source(),
                rate,
                p99 * 1e3,
                plan.replicas(),
                plan.ratePerReplica());
        List<ScalingRun> runs = new ArrayList<>();
        for (ScalingRun run : targets(plan)) {
            var setting =
                    new Setting(
                            LoadCurve.day(rate, arguments.number("--seed", 1)),
                            0,
                            arguments.number("--seconds", DAY_SECONDS),
                            plan,
                            sampler(profile, service, plan),
                            START_SECONDS,
                            run.metric(),
                            run.target(),
                            arguments.number("--seed", 1));
            ScalingRun done = run.with(ScalingSimulation.run(setting));
            runs.add(done);
            System.out.println(done.describe(p99));
        }
        if (arguments.text("--figures").isPresent()) {
            write(Path.of(arguments.text("--figures").get()), runs, p99);
        }
        return runs.getFirst().missed(p99) <= runs.getFirst().minutes() / 100.0;
    }

    private static List<ScalingRun> targets(ReplicaPlan plan) {
        double computed = plan.cpuTargetPercent() / 100.0;
        return List.of(
                ScalingRun.of(
                        String.format(
                                Locale.ROOT,
                                "in flight, computed: %.3g requests",
                                plan.inFlightTarget()),
                        Metric.IN_FLIGHT,
                        plan.inFlightTarget()),
                ScalingRun.of(
                        String.format(Locale.ROOT, "processors, computed: %.0f %%", computed * 100),
                        Metric.CPU,
                        computed),
                ScalingRun.of("processors: 80 %", Metric.CPU, 0.8));
    }

    private static void write(Path folder, List<ScalingRun> runs, double p99) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("autoscale-p99.svg"), ScalingCharts.latency(runs, p99));
        Files.writeString(folder.resolve("autoscale-replicas.svg"), ScalingCharts.replicas(runs));
    }

    /// The times of the measurement that the plan is made of, so that the servers have the peak.
    private static ServiceSampler sampler(
            ModelProfile profile, MeasuredService service, ReplicaPlan plan) {
        LatencySummary latency =
                profile.measurements().stream()
                        .filter(load -> load.callers().orElse(0) == service.callers())
                        .filter(load -> load.batch() == 1)
                        .map(LoadMeasurement::latency)
                        .findFirst()
                        .orElseThrow()
                        .orElseThrow();
        return ServiceSampler.of(latency, plan.queue().servers() / plan.queue().capacity());
    }

    private static ModelProfile profile(Arguments arguments) throws IOException {
        Path file = Path.of(arguments.text("--profile").orElse(BUILT_IN));
        byte[] bytes;
        if (arguments.text("--profile").isPresent()) {
            bytes = Files.readAllBytes(file);
        } else {
            try (InputStream stream = Autoscale.class.getResourceAsStream(BUILT_IN)) {
                if (stream == null) {
                    throw new IllegalStateException(BUILT_IN + " is not in the jar");
                }
                bytes = stream.readAllBytes();
            }
        }
        if (DocumentReader.read(file, bytes).value().orElse("") instanceof Map<?, ?> plain) {
            return ModelProfile.read(plain);
        }
        throw arguments.error(file + " is no profile (expected: a file that `berth bench` wrote)");
    }
}
