package dev.berth.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What every command has. Others get it by `mixinStandardHelpOptions`, which reads annotations.
public final class StandardOptions {
    private StandardOptions() {}

    /// `--help` and `--version`, shown behind the options that are there.
    public static CommandSpec addTo(CommandSpec spec) {
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
