package dev.berth.cli;

import dev.berth.server.ServerOptions;

/// Options of `berth up` that belong together.
interface UpOptions {
    /// The given options with what the command line said.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if a value cannot be
    ServerOptions applyTo(ServerOptions options);
}
