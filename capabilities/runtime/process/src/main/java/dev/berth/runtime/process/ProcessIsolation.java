package dev.berth.runtime.process;

import dev.berth.runtime.ModelRuntime;
import dev.berth.runtime.RuntimeIsolation;
import java.time.Duration;
import java.util.Optional;

/// Isolation of each artifact in a JVM of its own, started with the class path of this one.
public final class ProcessIsolation implements RuntimeIsolation {
    private final WorkerStarter starter;

    /// For `java.util.ServiceLoader`. Workers get the priority of the thread that calls this.
    public ProcessIsolation() {
        this(
                new WorkerStarter(
                        WorkerCommand.usual(), WorkerLimits.usual(), WorkerFolder.usualPlaces()));
    }

    ProcessIsolation(WorkerStarter starter) {
        this.starter = starter;
    }

    @Override
    public ModelRuntime isolated(ModelRuntime engine) {
        return new ProcessRuntime(engine, starter, Optional.empty());
    }

    @Override
    public ModelRuntime isolated(ModelRuntime engine, Duration runMax) {
        return new ProcessRuntime(engine, starter, Optional.of(runMax));
    }

    @Override
    public void close() {
        starter.close();
    }
}
