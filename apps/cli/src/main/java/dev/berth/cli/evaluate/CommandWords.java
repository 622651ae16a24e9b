package dev.berth.cli.evaluate;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// Words of the command line that runs, as they were given.
final class CommandWords {
    private CommandWords() {}

    /// The words behind the name of the command.
    static List<String> arguments(CommandSpec command) {
        List<String> words = command.commandLine().getParseResult().originalArgs();
        // A subcommand has the words of the whole line.
        int name = words.indexOf(command.name());
        return command.parent() == null || name < 0 ? words : words.subList(name + 1, words.size());
    }
}
