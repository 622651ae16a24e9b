package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import picocli.CommandLine;

/// Model of all commands and options, for documentation.
public final class CommandModel {
    private CommandModel() {}

    public static CommandLine commandLine() {
        return BerthCommand.commandLine(Terminal.ofProcess());
    }
}
