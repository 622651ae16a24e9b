package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.contribution.CommandContribution;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/// Commands that capabilities contribute in their jars. Discovered only if the command line names
/// none of Berth's own: a start of `berth up` does not wait for it.
final class ContributedCommands {
    private ContributedCommands() {}

    /// Finds the commands in the order of their names.
    ///
    /// @param own names of Berth's commands
    /// @throws IllegalStateException if two commands have the same name
    static List<BerthCommand.Subcommand> find(Set<String> own) {
        List<BerthCommand.Subcommand> found = new ArrayList<>();
        for (CommandContribution each : ServiceLoader.load(CommandContribution.class)) {
            boolean isTaken =
                    own.contains(each.name())
                            || found.stream().anyMatch(other -> other.name().equals(each.name()));
            if (isTaken) {
                throw new IllegalStateException(
                        each.getClass().getName()
                                + " brings the command '"
                                + each.name()
                                + "', which is taken");
            }
            found.add(
                    new BerthCommand.Subcommand(
                            each.name(), terminal -> each.command(streams(terminal))));
        }
        found.sort((one, other) -> one.name().compareTo(other.name()));
        return found;
    }

    private static CommandContribution.Streams streams(Terminal terminal) {
        return new CommandContribution.Streams(terminal.in(), terminal.out(), terminal.err());
    }
}
