package dev.berth.cli.plan;

import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.core.system.ValidationError;
import dev.berth.placement.report.PlainPlan;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.PlanText;
import dev.berth.placement.report.Planner;
import dev.berth.placement.scenario.Scenario;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth plan`: says where each component of a scenario should live.
@Command(
        name = "plan",
        sortOptions = false,
        description = {
            "Says where each component of a scenario should live: on the device, on a server, cached, "
                    + "split, and in which variant.",
            "",
            "Finds the cheapest placement that meets all requirements, with proof; tells what binds, "
                    + "the budget of its latency, the parts of its cost and what would change it. If "
                    + "nothing fits, tells which requirements contradict each other.",
            ""
        },
        footer = {
            "  berth plan examples/ar-glasses",
            "  berth plan examples/ar-glasses/scenarios/ar-glasses.yaml",
            "  berth plan ar-glasses --system examples/ar-glasses",
            "  berth plan examples/ar-glasses --report plan.html",
            "  berth plan examples/ar-glasses --verify",
            "  berth plan examples/ar-glasses --verify --against 'ocr=server at edge, small'"
        })
public final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "SCENARIO",
            description =
                    "A file of a folder scenarios/, a system's directory with one scenario, or the"
                            + " name of a scenario.")
    private String scenario = "";

    @Option(
            names = "--system",
            paramLabel = "DIR",
            description = "The system's directory in which a name is looked up; here by default.")
    private Path system = Path.of("");

    @Option(names = "--json", description = "Print the plan as JSON, in SI units and dollars.")
    private boolean json;

    @Option(
            names = {"-o", "--report"},
            paramLabel = "FILE",
            description =
                    "A file of the plan, by its ending: .html (one page that needs nothing else, with"
                            + " pictures), .svg (its diagram alone) or .json; repeatable.")
    private List<Path> reports = new ArrayList<>();

    @Mixin private VerifyOptions verify = new VerifyOptions();

    public PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<PlanFile> files = reports.stream().map(PlanFile::byEnding).toList();
        DescribedScenario described = DescribedScenario.load(scenario, system);
        if (!described.errors().isEmpty()) {
            print(described.errors());
            return ProblemReport.STATUS_FAILED;
        }
        Scenario found = described.scenario().orElseThrow();
        if (verify.isWanted()) {
            OptionalInt status =
                    new VerificationPrinter(terminal, found, described.system())
                            .print(verify, json);
            if (status.isPresent()) {
                return status.getAsInt();
            }
            terminal.say("no plan meets all requirements, so there is nothing to verify");
        }
        PlanReport report;
        try (var _ = Progress.of(terminal, "planning " + found.name())) {
            report = Planner.plan(found);
        }
        if (json) {
            terminal.out().println(JsonValues.text(PlainPlan.of(report)));
        } else {
            PlanText.lines(report).forEach(terminal.out()::println);
        }
        for (PlanFile file : files) {
            file.write(report);
            terminal.say("wrote " + file.path());
        }
        return report.plan().isPresent() ? 0 : ProblemReport.STATUS_FAILED;
    }

    private void print(List<ValidationError> errors) {
        for (ValidationError error : errors) {
            terminal.err()
                    .println(
                            error.location()
                                    + ": error: "
                                    + (error.pointer().isEmpty() ? "" : error.pointer() + ": ")
                                    + error.found());
            terminal.err().println("  expected: " + error.expected());
            terminal.err().println("  → " + error.remedy());
            terminal.err().println();
        }
        terminal.say(
                errors.size() + (errors.size() == 1 ? " error" : " errors") + " in the scenario");
    }
}
