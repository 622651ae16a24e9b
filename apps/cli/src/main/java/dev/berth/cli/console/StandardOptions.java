package dev.berth.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options and help settings of every command. Made by calls, since annotations slow down a start.
public final class StandardOptions {
    private StandardOptions() {}

    /// Adds `--help` and `--version` after the existing options, unless there is a `--help`.
    public static CommandSpec addTo(CommandSpec spec) {
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands:%n")
                .footerHeading("%nExamples:%n");
        if (spec.findOption("--help") != null) {
            return spec;
        }
        return spec.addOption(
                        OptionSpec.builder("-h", "--help")
                                .type(boolean.class)
                                .usageHelp(true)
                                .description("Show this help message and exit.")
                                .build())
                .addOption(
                        OptionSpec.builder("-V", "--version")
                                .type(boolean.class)
                                .versionHelp(true)
                                .description("Print version information and exit.")
                                .build())
                .versionProvider(new VersionText());
    }
}
