package dev.berth.cli.evaluate;

import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// Words of the command line that runs, as they were given.
public final class CommandWords {
    /// Options with a value that say where a result goes, or with which secret it was computed.
    private static final List<String> SILENT = List.of("-o", "--report", "--api-key");

    private CommandWords() {}

    /// The words behind the name of the command.
    public static List<String> arguments(CommandSpec command) {
        List<String> words = command.commandLine().getParseResult().originalArgs();
        // A subcommand has the words of the whole line.
        int name = words.indexOf(command.name());
        return command.parent() == null || name < 0 ? words : words.subList(name + 1, words.size());
    }

    /// The command line that gives the same numbers: with the name of the system's directory in
    /// place of its path, and without what says where the result goes.
    ///
    /// @param place the system's directory, or a server's address
    public static String reproducible(CommandSpec command, String place) {
        List<String> words = new ArrayList<>(List.of("berth", command.name()));
        List<String> arguments = arguments(command);
        boolean isPlaceDue = true;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            if (SILENT.contains(equals < 0 ? argument : argument.substring(0, equals))) {
                i += equals >= 0 ? 0 : 1;
            } else if (isPlaceDue && argument.equals(place)) {
                isPlaceDue = false;
                words.add(systemName(place));
            } else if (!argument.equals("--json") && !argument.equals("--verify")) {
                words.add(argument);
            }
        }
        return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }

    /// The name of a system's directory; an address as it is.
    static String systemName(String place) {
        if (PredictionTarget.isAddress(place)) {
            return place;
        }
        Path name = Path.of(place).toAbsolutePath().normalize().getFileName();
        return name == null ? place : name.toString();
    }

    /// A file as seen from the system's directory; as it is given if it lies elsewhere.
    static String relative(Path system, Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = system.toAbsolutePath().normalize();
        return absolute.startsWith(folder)
                ? folder.relativize(absolute).toString()
                : file.toString();
    }
}
