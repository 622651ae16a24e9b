package dev.berth.cli.system;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.features.FeatureCommandContext;
import dev.berth.cli.features.ViewTrials;
import dev.berth.endpoint.EndpointCheck;
import dev.berth.features.online.ExpressionCheck;
import dev.berth.protocol.json.JsonValues;
import dev.berth.remote.ClientRemotes;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.SystemCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth check`: reports all errors of a system's description.
@Command(
        name = "check",
        description = {
            "Reports every error in a system's description.",
            "",
            "For each: file and line, the value found, what was expected and the remedy. Fetches "
                    + "artifacts, loads every model once, and tries feature views on some events "
                    + "of their sources.",
            ""
        },
        footer = {
            "  berth check examples/sentences",
            "  berth check my-system --skip-load",
            "  berth check my-system --json"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--json",
            description = "Print a JSON object with errors, warnings and packageCount.")
    private boolean json;

    @Option(
            names = "--skip-load",
            description = "Check the descriptions only: nothing is fetched, loaded or read.")
    private boolean descriptionsAlone;

    public CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Findings findings;
        try (var progress = Progress.of(terminal, "checking " + directory)) {
            findings = findings(progress);
        }
        if (json) {
            terminal.out().println(JsonValues.text(findings.plain()));
        } else {
            print(findings);
        }
        return findings.errors().isEmpty() ? 0 : ProblemReport.STATUS_FAILED;
    }

    private Findings findings(Progress progress) {
        if (descriptionsAlone) {
            return withEndpoints(Catalog.open(directory).check());
        }
        var options = ServingOptions.defaults().withTransferProgress(progress::transferred);
        return withEndpoints(SystemCheck.run(directory, options));
    }

    private Findings withEndpoints(CheckReport report) {
        CatalogSnapshot snapshot = Catalog.open(directory).read();
        try (var remotes = ClientRemotes.of(() -> snapshot.system().remotes(), System.getenv())) {
            ViewTrials trials = trials();
            return Findings.of(
                    report.with(EndpointCheck.errors(snapshot, remotes))
                            .with(trials.errors())
                            .withWarnings(trials.unread()),
                    snapshot.part(Models.class).packages().size());
        }
    }

    /// Tries the stored views whose expressions compile; the others are among the errors of
    /// endpoints.
    private ViewTrials trials() {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        return ViewTrials.run(
                system,
                ExpressionCheck.of(system.definitions()).sound().views().keySet(),
                descriptionsAlone ? ViewTrials.Extent.DESCRIPTION : ViewTrials.Extent.SAMPLE);
    }

    private void print(Findings findings) {
        findings.errors().forEach(finding -> print("error", finding));
        findings.gatheredWarnings().forEach(this::print);
        int errors = findings.errors().size();
        terminal.out()
                .println(
                        count(errors, "error", "errors")
                                + ", "
                                + count(findings.warnings().size(), "warning", "warnings")
                                + " in "
                                + count(findings.packageCount(), "package", "packages"));
    }

    private static String count(int number, String one, String many) {
        return (number == 0 ? "no" : Integer.toString(number)) + " " + (number == 1 ? one : many);
    }

    private void print(List<Findings.Finding> warnings) {
        if (warnings.size() == 1) {
            print("warning", warnings.getFirst());
            return;
        }
        terminal.out().println("warning at " + warnings.size() + " places:");
        warnings.forEach(
                each -> terminal.out().println("  " + each.place() + ": " + each.message()));
        printRemedy(warnings.getFirst());
    }

    private void print(String kind, Findings.Finding finding) {
        terminal.out().println(finding.place() + ": " + kind + ": " + finding.actual());
        printRemedy(finding);
    }

    private void printRemedy(Findings.Finding finding) {
        terminal.out().println("  expected: " + finding.expected());
        terminal.out().println("  → " + finding.remedy());
        terminal.out().println();
    }
}
