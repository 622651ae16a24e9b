package dev.berth.cli.system;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.replicas.ReplicaCheck;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.CheckReport;
import dev.berth.cli.cards.ReleaseCheck;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "",
            "With --release, also checks what a release has to meet: the requirements in "
                    + "cards/NAME.yaml. The status is 1 unless there are some and all are met; "
                    + "without data none is.",
            "",
            "Constraints of `architecture:` that are broken are errors at the file and line to "
                    + "change.",
            "",
            "With --replicas, also tells what makes several servers of the system differ, or is "
                    + "lost with one of them (errors), and what each has of its own (warnings).",
            ""
        },
        footer = {
            "  berth check examples/sentences",
            "  berth check my-system --skip-load",
            "  berth check my-system --json",
            "  berth check my-system --skip-load --replicas",
            "  berth check my-system --release --junit release.xml --sarif release.sarif"
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

    @Option(
            names = "--release",
            description = "Also check the requirements of a release in cards/NAME.yaml.")
    private boolean release;

    @Option(
            names = "--replicas",
            description = "Also tell what makes several servers of the system differ.")
    private boolean replicas;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the results as JUnit's XML.")
    private @Nullable Path junit;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description = "Write what is wrong or not met as SARIF 2.1.0.")
    private @Nullable Path sarif;

    public CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Findings findings;
        ReleaseCheck gate;
        try (var progress = Progress.of(terminal, "checking " + directory)) {
            findings = findings(progress);
            gate = release ? ReleaseCheck.run(directory) : ReleaseCheck.none();
        }
        gate.write(findings.errorsAsFound(), junit, sarif);
        if (json) {
            Map<String, @Nullable Object> plain = findings.plain();
            if (release) {
                plain.put("release", gate.plain());
            }
            terminal.out().println(JsonValues.text(plain));
        } else {
            print(findings);
            if (release) {
                gate.print(terminal.out());
            }
        }
        boolean isSound = findings.errors().isEmpty() && (!release || gate.isPassed());
        return isSound ? 0 : ProblemReport.STATUS_FAILED;
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
            CheckReport checked =
                    SystemGraphs.checked(report, snapshot)
                            .with(EndpointCheck.errors(snapshot, remotes))
                            .with(trials.errors())
                            .withWarnings(trials.unread());
            return Findings.of(
                    replicas ? withReplicas(checked, snapshot) : checked,
                    snapshot.part(Models.class).packages().size());
        }
    }

    private CheckReport withReplicas(CheckReport checked, CatalogSnapshot snapshot) {
        CheckReport further = ReplicaCheck.run(directory, snapshot);
        return checked.with(further.errors()).withWarnings(further.warnings());
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
