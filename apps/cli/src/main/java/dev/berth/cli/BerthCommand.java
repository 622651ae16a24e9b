package dev.berth.cli;

import static dev.berth.cards.document.DocumentKind.FACTSHEET;
import static dev.berth.cards.document.DocumentKind.INTERFACE;
import static dev.berth.cards.document.DocumentKind.MODEL_CARD;

import dev.berth.cli.batch.BatchCommand;
import dev.berth.cli.bench.BenchCommand;
import dev.berth.cli.cards.DocumentCommand;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.StandardOptions;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.evaluate.CompareCommand;
import dev.berth.cli.evaluate.EvaluateCommand;
import dev.berth.cli.features.ApplyFeaturesCommand;
import dev.berth.cli.features.FeaturesCommand;
import dev.berth.cli.features.GetFeaturesCommand;
import dev.berth.cli.features.InitFeaturesCommand;
import dev.berth.cli.features.JoinCommand;
import dev.berth.cli.features.LineageCommand;
import dev.berth.cli.features.ListFeaturesCommand;
import dev.berth.cli.features.MaterializeCommand;
import dev.berth.cli.features.PushCommand;
import dev.berth.cli.features.RetireFeaturesCommand;
import dev.berth.cli.features.ShowFeaturesCommand;
import dev.berth.cli.features.SkewCommand;
import dev.berth.cli.jobs.CancelJobCommand;
import dev.berth.cli.jobs.JobResultCommand;
import dev.berth.cli.jobs.JobsCommand;
import dev.berth.cli.jobs.ListJobsCommand;
import dev.berth.cli.jobs.SubmitJobCommand;
import dev.berth.cli.jobs.WaitForJobCommand;
import dev.berth.cli.plan.CalibrateCommand;
import dev.berth.cli.plan.PlanCommand;
import dev.berth.cli.precompute.PrecomputeCommand;
import dev.berth.cli.system.CheckCommand;
import dev.berth.cli.system.DiagramCommand;
import dev.berth.cli.system.InitCommand;
import dev.berth.cli.system.ModelsCommand;
import dev.berth.cli.system.PredictCommand;
import dev.berth.cli.system.RollbackCommand;
import dev.berth.cli.system.TrafficCommand;
import dev.berth.cli.up.UpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Command `berth`, the parent of Berth's own subcommands and those of capabilities.
final class BerthCommand implements Runnable {
    private static final List<Subcommand> SUBCOMMANDS =
            List.of(
                    new Subcommand("up", BerthCommand::up),
                    new Subcommand("check", CheckCommand::new),
                    new Subcommand("init", InitCommand::new),
                    new Subcommand("predict", PredictCommand::new),
                    new Subcommand("models", ModelsCommand::new),
                    new Subcommand("traffic", TrafficCommand::new),
                    new Subcommand("rollback", RollbackCommand::new),
                    new Subcommand("diagram", DiagramCommand::new),
                    new Subcommand("bench", BenchCommand::new),
                    new Subcommand("evaluate", EvaluateCommand::new),
                    new Subcommand("compare", CompareCommand::new),
                    new Subcommand("batch", BatchCommand::new),
                    new Subcommand("precompute", PrecomputeCommand::new),
                    new Subcommand(
                            "jobs",
                            terminal ->
                                    new CommandLine(new JobsCommand())
                                            .addSubcommand(new SubmitJobCommand(terminal))
                                            .addSubcommand(new ListJobsCommand(terminal))
                                            .addSubcommand(new WaitForJobCommand(terminal))
                                            .addSubcommand(new JobResultCommand(terminal))
                                            .addSubcommand(new CancelJobCommand(terminal))),
                    new Subcommand("plan", PlanCommand::new),
                    new Subcommand("calibrate", CalibrateCommand::new),
                    new Subcommand("card", terminal -> DocumentCommand.of(terminal, MODEL_CARD)),
                    new Subcommand(
                            "factsheet", terminal -> DocumentCommand.of(terminal, FACTSHEET)),
                    new Subcommand(
                            "interface", terminal -> DocumentCommand.of(terminal, INTERFACE)),
                    new Subcommand(
                            "key",
                            terminal ->
                                    new CommandLine(new KeyCommand())
                                            .addSubcommand(new KeyCommand.New(terminal))),
                    new Subcommand(
                            "features",
                            terminal ->
                                    new CommandLine(new FeaturesCommand())
                                            .addSubcommand(new InitFeaturesCommand(terminal))
                                            .addSubcommand(new ApplyFeaturesCommand(terminal))
                                            .addSubcommand(new ListFeaturesCommand(terminal))
                                            .addSubcommand(new ShowFeaturesCommand(terminal))
                                            .addSubcommand(new LineageCommand(terminal))
                                            .addSubcommand(new RetireFeaturesCommand(terminal))
                                            .addSubcommand(new MaterializeCommand(terminal))
                                            .addSubcommand(new PushCommand(terminal))
                                            .addSubcommand(new GetFeaturesCommand(terminal))
                                            .addSubcommand(new JoinCommand(terminal))
                                            .addSubcommand(new SkewCommand(terminal))),
                    new Subcommand("completion", CompletionCommand::new),
                    new Subcommand("aot-train", AotTrainingCommand::new));

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("berth");

    private BerthCommand() {
        spec.usageMessage()
                .description("Gives every model the right place to live.", "")
                .footer(
                        "  berth up examples/sentences",
                        "  berth up --model my-model.onnx",
                        "  berth predict examples/sentences sentences \"text=A man is eating.\"",
                        "",
                        "`berth COMMAND --help` describes each.");
    }

    /// Subcommand with its name and factory.
    record Subcommand(String name, Function<Terminal, Object> make) {}

    /// Runs a command line and returns its exit status: 0 success, 1 failure, 2 usage error.
    static int run(Terminal terminal, String... arguments) {
        try {
            return commandLine(terminal, arguments).execute(arguments);
        } catch (Error e) {
            // picocli only passes exceptions.
            return new ProblemReport(terminal).failure(e);
        }
    }

    /// Creates a command line with all commands.
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, all());
    }

    private static List<Subcommand> all() {
        List<Subcommand> all = new ArrayList<>(SUBCOMMANDS);
        all.addAll(
                ContributedCommands.find(
                        SUBCOMMANDS.stream().map(Subcommand::name).collect(Collectors.toSet())));
        return all;
    }

    /// picocli reads every option of every command that it gets, at each start. The named command
    /// is enough; without one, all are needed for help and suggestions.
    private static CommandLine commandLine(Terminal terminal, String... arguments) {
        List<Subcommand> named =
                SUBCOMMANDS.stream()
                        .filter(
                                command ->
                                        arguments.length > 0 && command.name().equals(arguments[0]))
                        .toList();
        return commandLine(terminal, named.isEmpty() ? all() : named);
    }

    private static CommandLine commandLine(Terminal terminal, List<Subcommand> subcommands) {
        var commandLine = new CommandLine(new BerthCommand().spec);
        subcommands.forEach(
                each -> commandLine.addSubcommand(each.name(), each.make().apply(terminal)));
        addStandardOptions(commandLine);
        commandLine.setOut(writer(terminal.out()));
        commandLine.setErr(writer(terminal.err()));
        // @file stands for a field's content here.
        commandLine.setExpandAtFiles(false);
        commandLine.setUsageHelpAutoWidth(terminal.isInteractive(Terminal.Channel.OUT));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        terminal.isInteractive(Terminal.Channel.OUT) ? Ansi.AUTO : Ansi.OFF));
        var report = new ProblemReport(terminal);
        commandLine.setParameterExceptionHandler((e, _) -> report.usage(e));
        commandLine.setExecutionExceptionHandler((e, _, _) -> report.failure(e));
        return commandLine;
    }

    /// The last of several equal options counts: a container's arguments come after those of its
    /// image.
    private static CommandLine up(Terminal terminal) {
        // Otherwise picocli writes a warning of its own form for each.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        return new CommandLine(new UpCommand(terminal).spec()).setOverwrittenOptionsAllowed(true);
    }

    private static void addStandardOptions(CommandLine commandLine) {
        StandardOptions.addTo(commandLine.getCommandSpec());
        commandLine.getSubcommands().values().forEach(BerthCommand::addStandardOptions);
    }

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }
}
