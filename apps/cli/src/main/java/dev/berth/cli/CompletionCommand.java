package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// Command `berth completion`: prints a completion script for bash and zsh.
@Command(
        name = "completion",
        description = {"Prints a completion script for bash and zsh.", ""},
        footer = {
            "  source <(berth completion)",
            "  berth completion > ~/.local/share/bash-completion/completions/berth"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("berth", BerthCommand.commandLine(terminal)));
        return 0;
    }
}
