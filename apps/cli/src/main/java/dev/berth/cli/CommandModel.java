package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import picocli.CommandLine;

/// Description of all commands and options, for what documents them.
public final class CommandModel {
    private CommandModel() {}

    public static CommandLine commandLine() {
        return BerthCommand.commandLine(Terminal.ofProcess());
    }
}
