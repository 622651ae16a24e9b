package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// `berth completion`: a script that teaches bash and zsh to complete the command.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {"Prints a completion script for bash and zsh.", ""},
        footerHeading = "%nExamples:%n",
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
