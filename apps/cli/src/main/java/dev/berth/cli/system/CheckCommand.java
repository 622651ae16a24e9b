package dev.berth.cli.system;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.CheckReport;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
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

/// `berth check`: every mistake in a system's description at once.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Reports every mistake in a system's description.",
            "",
            "For each: file and line, what was found, what was expected, how to mend it. "
                    + "Artifacts are fetched and every model is loaded once; views of features are tried on "
                    + "some events of their sources.",
            ""
        },
        footerHeading = "%nExamples:%n",
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
            description = "Print a JSON object with mistakes, advice and packageCount.")
    private boolean json;

    @Option(
            names = "--skip-load",
            description = "Look at the descriptions alone: nothing is fetched, loaded or read.")
    private boolean descriptionsAlone;

    public CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Findings findings;
        try (var progress = Progress.of(terminal, "checking " + directory)) {
            findings = Findings.of(report(progress));
        }
        if (json) {
            terminal.out().println(JsonValues.text(findings.plain()));
        } else {
            print(findings);
        }
        return findings.mistakes().isEmpty() ? 0 : ProblemReport.STATUS_FAILED;
    }

    private CheckReport report(Progress progress) {
        var options = ServingOptions.defaults().withTransferProgress(progress::transferred);
        if (descriptionsAlone) {
            var store = ArtifactStore.at(options.cacheDirectory(), options.transferProgress());
            return withEndpoints(Catalog.open(directory, store).check(), options);
        }
        return withEndpoints(SystemCheck.run(directory, options), options);
    }

    private CheckReport withEndpoints(CheckReport report, ServingOptions options) {
        var store = ArtifactStore.at(options.cacheDirectory(), options.transferProgress());
        CatalogSnapshot snapshot = Catalog.open(directory, store).read();
        try (var remotes = ClientRemotes.of(() -> snapshot.system().remotes(), System.getenv())) {
            ViewTrials trials = trials();
            return report.with(EndpointCheck.mistakes(snapshot, remotes))
                    .with(trials.mistakes())
                    .withAdvice(trials.unread());
        }
    }

    /// Of the stored views whose expressions compile; the others are among the mistakes of
    /// endpoints.
    private ViewTrials trials() {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        return ViewTrials.run(
                system,
                ExpressionCheck.of(system.definitions()).sound().views().keySet(),
                descriptionsAlone ? ViewTrials.Extent.DESCRIPTION : ViewTrials.Extent.SAMPLE);
    }

    private void print(Findings findings) {
        findings.mistakes().forEach(finding -> print("mistake", finding));
        findings.gatheredAdvice().forEach(this::print);
        int mistakes = findings.mistakes().size();
        terminal.out()
                .println(
                        count(mistakes, "mistake", "mistakes")
                                + ", "
                                + count(
                                        findings.advice().size(),
                                        "piece of advice",
                                        "pieces of advice")
                                + " in "
                                + count(findings.packageCount(), "package", "packages"));
    }

    private static String count(int number, String one, String many) {
        return (number == 0 ? "no" : Integer.toString(number)) + " " + (number == 1 ? one : many);
    }

    private void print(List<Findings.Finding> advice) {
        if (advice.size() == 1) {
            print("advice", advice.getFirst());
            return;
        }
        terminal.out().println("advice at " + advice.size() + " places:");
        advice.forEach(each -> terminal.out().println("  " + each.place() + ": " + each.said()));
        printRemedy(advice.getFirst());
    }

    private void print(String kind, Findings.Finding finding) {
        terminal.out().println(finding.place() + ": " + kind + ": " + finding.found());
        printRemedy(finding);
    }

    private void printRemedy(Findings.Finding finding) {
        terminal.out().println("  expected: " + finding.expected());
        terminal.out().println("  → " + finding.remedy());
        terminal.out().println();
    }
}
