package dev.berth.cli.plan;

import dev.berth.cli.bench.BenchTrial;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.verification.PlacementWords;
import dev.berth.placement.verification.PlainVerification;
import dev.berth.placement.verification.Verification;
import dev.berth.placement.verification.VerificationReport;
import dev.berth.placement.verification.VerificationText;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Verification of a plan for a terminal.
final class VerificationPrinter {
    private final Terminal terminal;
    private final Scenario scenario;
    private final Path system;

    VerificationPrinter(Terminal terminal, Scenario scenario, Path system) {
        this.terminal = terminal;
        this.scenario = scenario;
        this.system = system;
    }

    /// Runs the cheapest plan, and a second one if the options name it.
    ///
    /// @return the command's status; empty if nothing fits, so that there is nothing to run
    OptionalInt print(VerifyOptions options, boolean isJson) throws IOException {
        PlacementWords words = PlacementWords.of(scenario);
        Optional<List<Integer>> cheapest = words.cheapest();
        if (cheapest.isEmpty()) {
            return OptionalInt.empty();
        }
        List<List<Integer>> placements = new ArrayList<>();
        placements.add(cheapest.get());
        if (!options.against().isEmpty()) {
            placements.add(words.parse(options.against(), cheapest.get()));
        }
        var verification =
                new Verification(
                        scenario,
                        system,
                        options.measured(),
                        options.seed(),
                        new BenchTrial(options.measured(), terminal));
        VerificationReport report;
        try (var progress = Progress.of(terminal, "verifying " + scenario.name())) {
            report = verification.run(placements, progress::now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(ProblemReport.STATUS_FAILED);
        }
        if (isJson) {
            terminal.out().println(JsonValues.text(PlainVerification.of(report)));
        } else {
            VerificationText.lines(report).forEach(terminal.out()::println);
        }
        return OptionalInt.of(report.holds() ? 0 : ProblemReport.STATUS_FAILED);
    }
}
