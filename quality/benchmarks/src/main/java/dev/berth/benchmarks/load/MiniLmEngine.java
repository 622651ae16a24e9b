package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.Engines;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sentence model in ONNX Runtime in this process, loaded once for each threading mode.
final class MiniLmEngine implements AutoCloseable {
    private final Path model;
    private final TensorPool pool = new TensorPool();
    private final Map<Threads, LoadedArtifact> loaded = new HashMap<>();

    MiniLmEngine(Path model) {
        this.model = model;
    }

    /// Threading mode.
    ///
    /// @param callers concurrent executions, each with its own session
    /// @param intraOp threads within one operator
    record Threads(int callers, int intraOp) {
        /// All modes that keep two processors busy.
        static final List<Threads> ALL =
                List.of(new Threads(1, 1), new Threads(2, 1), new Threads(1, 2));
    }

    MiniLmCalls open(Threads threads, int batch) {
        return new MiniLmCalls(
                loaded.computeIfAbsent(threads, this::load), pool, batch, threads.callers());
    }

    private LoadedArtifact load(Threads threads) {
        return Engines.onnx().load(model, settings(threads), pool);
    }

    /// Threads within an operator spin, which is a third faster than sleeping.
    private static RuntimeSettings settings(Threads threads) {
        var defaults = RuntimeSettings.of("onnx");
        return new RuntimeSettings(
                defaults.engine(),
                Optional.of(threads.callers()),
                Optional.of(threads.intraOp()),
                defaults.interOpThreads(),
                threads.intraOp() > 1,
                defaults.optimization(),
                defaults.providers(),
                defaults.options(),
                defaults.isolation());
    }

    @Override
    public void close() {
        loaded.values().forEach(LoadedArtifact::close);
    }
}
