package dev.berth.runtime.process;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// An engine whose artifacts are in worker processes. Thread-safe.
final class ProcessRuntime implements ModelRuntime {
    /// What a worker takes besides the artifact: the resident memory of a JVM with ONNX Runtime and
    /// a model of a few hundred bytes.
    static final long WORKER_BYTES = 72 << 20;

    private final ModelRuntime engine;
    private final WorkerStarter starter;
    private final Optional<Duration> runMax;

    /// @param runMax after which a worker that has not answered is killed; empty for runs that are
    ///   signalled to end at their deadlines
    ProcessRuntime(ModelRuntime engine, WorkerStarter starter, Optional<Duration> runMax) {
        this.engine = engine;
        this.starter = starter;
        this.runMax = runMax;
    }

    @Override
    public String engine() {
        return engine.engine();
    }

    @Override
    public String engineVersion() {
        return engine.engineVersion();
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        var order = new LoadCommand(model.toAbsolutePath(), settings);
        return new ProcessArtifact(Supervisor.start(starter, order), pool, runMax);
    }

    @Override
    public long expectedBytes(Path model, RuntimeSettings settings) throws IOException {
        return engine.expectedBytes(model, settings) + WORKER_BYTES;
    }
}
