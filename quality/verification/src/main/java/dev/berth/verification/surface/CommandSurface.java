package dev.berth.verification.surface;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Command-line surface: commands and options printed by `--help`.
final class CommandSurface {
    private static final Pattern OPTION =
            Pattern.compile("^ {2,6}((?:-\\w, *)?-{1,2}[\\w\\[\\]-]+(?:=\\S+)?)(?: .*)?$");

    private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z-]*) {2,}\\S.*$");

    private CommandSurface() {}

    static List<String> of(Launcher launcher) throws IOException {
        List<String> lines = new ArrayList<>();
        collect(launcher, List.of(), lines);
        return lines;
    }

    private static void collect(Launcher launcher, List<String> command, List<String> lines)
            throws IOException {
        List<String> words = new ArrayList<>(command);
        words.add("--help");
        String help = launcher.run(words.toArray(String[]::new));
        options(help)
                .forEach(
                        option -> lines.add("command " + String.join(" ", command) + " " + option));
        for (String inner : commands(help)) {
            List<String> path = new ArrayList<>(command);
            path.add(inner);
            lines.add("command " + String.join(" ", path));
            collect(launcher, path, lines);
        }
    }

    static List<String> options(String help) {
        return help.lines()
                .map(OPTION::matcher)
                .filter(Matcher::matches)
                .map(option -> option.group(1))
                .toList();
    }

    static List<String> commands(String help) {
        int from = help.indexOf("\nCommands:");
        if (from < 0) {
            return List.of();
        }
        int to = help.indexOf("\nExamples:", from);
        return help.substring(from, to < 0 ? help.length() : to)
                .lines()
                .map(COMMAND::matcher)
                .filter(Matcher::matches)
                .map(command -> command.group(1))
                .toList();
    }
}
