package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import org.jspecify.annotations.NullMarked;

/// Access to the command line within this process.
@NullMarked
public final class CommandProbe {
    private CommandProbe() {}

    /// Runs a command to its end and returns its exit status.
    public static int run(Terminal terminal, String... words) {
        return BerthCommand.run(terminal, words);
    }
}
