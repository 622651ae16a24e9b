package dev.berth.verification.faults;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.verification.load.SteadyLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Fault injection into three servers, one after the other, while a client calls them.
public final class Faults {
    private static final int FAILURES_TOLD = 3;

    private final FaultOptions options;
    private final PrintStream out;

    Faults(FaultOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(FaultOptions.HELP);
            return;
        }
        try {
            FaultOptions options = FaultOptions.parse(List.of(args));
            List<TrialResult> results = new Faults(options, System.out).run();
            boolean reached = results.stream().allMatch(TrialResult::isReached);
            System.exit(reached || options.reportOnly() ? 0 : 1);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("faults: " + e.getMessage());
            System.exit(2);
        }
    }

    /// Runs all trials, and reports each as it ends.
    List<TrialResult> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("berth-faults");
        List<TrialResult> results = new ArrayList<>();
        try (var site = Site.start(folder, options.seed())) {
            out.printf(
                    "%d calls a second to three servers, seed %d%n%s%n",
                    options.callsPerSecond(), options.seed(), TrialResult.HEAD);
            warmUp(site);
            for (Fault fault : options.faults()) {
                Site.Place place = site.places().get(results.size() % site.places().size());
                if (fault.isPossible(place)) {
                    TrialResult result = new Trial(site, options, fault, place).run();
                    report(result);
                    results.add(result);
                } else {
                    out.printf("%-8s left out: it takes Linux and a C compiler%n", fault.label());
                }
            }
        } finally {
            delete(folder);
        }
        return results;
    }

    /// Warms up the code of trials, so that the first does not differ.
    private void warmUp(Site site) throws InterruptedException {
        try (var load =
                SteadyLoad.start(
                        ServerDiscovery.of(site.addresses()),
                        options.callsPerSecond(),
                        options.timeout(),
                        options.inFlightMax())) {
            Thread.sleep(options.warmUp().multipliedBy(2));
            load.finish();
        }
    }

    private void report(TrialResult result) {
        out.println(result.row());
        out.printf("         %s; %s%n", result.fault().describe(), result.events());
        if (!result.isBackInTime()) {
            out.println("         after healing its share was " + result.afterHealing());
        }
        result.failures().stream()
                .limit(FAILURES_TOLD)
                .forEach(failure -> out.println("         failed: " + failure));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
