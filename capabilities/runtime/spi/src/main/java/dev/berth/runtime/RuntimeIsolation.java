package dev.berth.runtime;

import java.time.Duration;

/// Isolation of engines in worker processes, so that an artifact that crashes, hangs or takes too
/// much memory harms its own callers alone. Thread-safe, found by `java.util.ServiceLoader`.
public interface RuntimeIsolation extends AutoCloseable {

    /// The engine of the same name, each of whose artifacts is in a worker process of its own. The
    /// engine must be one that `java.util.ServiceLoader` finds: the worker looks for it there.
    ///
    /// @param engine the engine for calls that need no process, such as expected memory
    ModelRuntime isolated(ModelRuntime engine);

    /// The same for runs that have no deadline of their own.
    ///
    /// @param runMax after which a process that has not answered is killed
    ModelRuntime isolated(ModelRuntime engine, Duration runMax);

    /// Ends every process that is left; calling it again does nothing.
    @Override
    void close();
}
