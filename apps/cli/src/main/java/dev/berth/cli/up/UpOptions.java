package dev.berth.cli.up;

import dev.berth.server.ServerOptions;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/// Group of `berth up` options.
///
/// Built with calls instead of annotations: a JVM generates a class for each kind of annotation at
/// its first use, and for each kind of field that picocli sets, which would slow down the start
/// (docs/adr/0046).
interface UpOptions {
    /// The options in the order of the help text. Their values are those of the last parsed command
    /// line.
    List<OptionSpec> all();

    /// The given options with the values of the command line.
    ///
    /// @throws dev.berth.core.ProblemException `usage` for an invalid value
    ServerOptions applyTo(ServerOptions options);
}
