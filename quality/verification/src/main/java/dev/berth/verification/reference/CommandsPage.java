package dev.berth.verification.reference;

import dev.berth.cli.CommandModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Reference page of the `berth` command: its subcommands and their options, from picocli.
final class CommandsPage {
    private static final String INTRODUCTION =
            """
            The commands of `berth`, as `berth COMMAND --help` prints them. Each also has `--help` and `--version`. The exit status is 0 on success, 1 on
            failure and 2 if the command line is wrong.
            """;

    private static final List<String> STANDARD = List.of("--help", "--version");

    private CommandsPage() {}

    static String text() {
        var page = new Markdown("Commands", INTRODUCTION);
        CommandModel.commandLine().getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .forEach(command -> write(page, command));
        return page.toString();
    }

    private static void write(Markdown page, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName();
        page.heading(2, name);
        page.paragraph(Markdown.described(name, words(spec.usageMessage().description())));
        List<String> examples = examples(spec);
        if (!examples.isEmpty()) {
            page.code(examples);
        }
        if (command.getSubcommands().isEmpty()) {
            writeArguments(page, spec);
        }
        command.getSubcommands().values().forEach(each -> write(page, each));
    }

    private static List<String> examples(CommandSpec spec) {
        return Arrays.stream(spec.usageMessage().footer())
                .map(String::strip)
                .filter(line -> line.startsWith("berth "))
                .toList();
    }

    private static void writeArguments(Markdown page, CommandSpec spec) {
        Map<String, String> options = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !STANDARD.contains(option.longestName())) {
                options.put(option.longestName(), row(spec, name(option), option));
            }
        }
        if (spec.positionalParameters().isEmpty() && options.isEmpty()) {
            return;
        }
        page.table("option", "meaning");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            page.row(
                    Markdown.code(parameter.paramLabel()),
                    row(spec, parameter.paramLabel(), parameter));
        }
        for (OptionSpec option : spec.options()) {
            String row = options.get(option.longestName());
            if (row != null) {
                page.row(Markdown.code(name(option)), row);
            }
        }
    }

    private static String row(CommandSpec spec, String name, ArgSpec argument) {
        String described =
                Markdown.described(
                        spec.qualifiedName() + " " + name, words(argument.description()));
        return argument.required() ? described + " Required." : described;
    }

    private static String name(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() > 0 ? names + "=" + option.paramLabel() : names;
    }

    private static String words(String[] lines) {
        return Help.Ansi.OFF.string(String.join(" ", lines)).replaceAll("(%n|\\s)+", " ").strip();
    }
}
