package dev.berth.cli.up;

import dev.berth.server.ServerOptions;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/// Options of `berth up` that belong together.
///
/// They are made by calls where other commands have annotations: for each kind of annotation a JVM
/// writes a class when it first reads one, and for each kind of field that picocli sets, in the
/// middle of a start (docs/adr/0046).
interface UpOptions {
    /// In the order in which help shows them. Their values are those of the command line that was
    /// parsed last.
    List<OptionSpec> all();

    /// The given options with what the command line said.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if a value cannot be
    ServerOptions applyTo(ServerOptions options);
}
