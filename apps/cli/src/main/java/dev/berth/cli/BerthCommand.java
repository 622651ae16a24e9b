package dev.berth.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `berth` itself: names the subcommands, which do the work.
@Command(
        name = "berth",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {"Gives every model the right place to live.", ""},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth up examples/sentences",
            "  berth up --model my-model.onnx",
            "  berth predict examples/sentences sentences \"text=A man is eating.\"",
            "",
            "`berth COMMAND --help` tells more about each."
        })
final class BerthCommand implements Runnable {
    /// The exit status of a command that was not written as it must be.
    static final int STATUS_USAGE = 2;

    static final int STATUS_FAILED = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    private BerthCommand() {}

    /// Runs one command line and gives its exit status: 0 success, 1 failure, 2 usage.
    static int run(Terminal terminal, String... arguments) {
        try {
            return commandLine(terminal).execute(arguments);
        } catch (Error e) {
            // picocli hands over exceptions only.
            return new ProblemReport(terminal).failure(e);
        }
    }

    static CommandLine commandLine(Terminal terminal) {
        var commandLine =
                new CommandLine(new BerthCommand())
                        .addSubcommand(new UpCommand(terminal))
                        .addSubcommand(new CheckCommand(terminal))
                        .addSubcommand(new InitCommand(terminal))
                        .addSubcommand(new PredictCommand(terminal))
                        .addSubcommand(new ModelsCommand(terminal))
                        .addSubcommand(new BenchCommand(terminal))
                        .addSubcommand(new CompletionCommand(terminal));
        commandLine.setOut(writer(terminal.out()));
        commandLine.setErr(writer(terminal.err()));
        // @file means a field's content here.
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

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }
}
