package dev.berth.runtime.process;

import java.io.IOException;
import java.nio.file.Path;

/// Start of the process of a worker.
@FunctionalInterface
interface WorkerLaunch {
    /// Starts it, and does not wait for it.
    ///
    /// @param room the worker's own folder
    /// @param socket that it connects to
    Process start(Path room, Path socket) throws IOException;
}
