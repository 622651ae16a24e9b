package dev.berth.benchmarks.stage;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.ModelRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Engine with the tiny model's inputs and outputs that returns zeros at once or after a pause,
/// which isolates the overhead of serving.
final class InstantRuntime implements ModelRuntime {
    static final String ENGINE = "instant";

    private final long pauseNanos;
    private final int executors;

    InstantRuntime() {
        this(0, 1);
    }

    /// @param pauseNanos idle time of every run
    InstantRuntime(long pauseNanos, int executors) {
        this.pauseNanos = pauseNanos;
        this.executors = executors;
    }

    @Override
    public String engine() {
        return ENGINE;
    }

    @Override
    public String engineVersion() {
        return "1";
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        return new InstantArtifact(pool, pauseNanos, executors);
    }

    private record InstantArtifact(TensorPool pool, long pauseNanos, int executors)
            implements LoadedArtifact {

        private static TensorSpec spec(String name, int width) {
            return new TensorSpec(
                    name,
                    ElementType.FLOAT32,
                    DeclaredShape.of(Dimension.dynamic("N"), Dimension.fixed(width)));
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of(spec("x", TinyMlp.INPUTS));
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of(spec("y", TinyMlp.OUTPUTS));
        }

        @Override
        public ExecutionContext openExecution() {
            return new InstantExecution(pool, pauseNanos);
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public MemoryUse memory() {
            return MemoryUse.NONE;
        }

        @Override
        public void close() {}
    }

    private record InstantExecution(TensorPool pool, long pauseNanos) implements ExecutionContext {

        @Override
        public List<Tensor> run(List<Tensor> inputs) {
            long end = System.nanoTime() + pauseNanos;
            for (long left = pauseNanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int rows = inputs.getFirst().rows();
            return List.of(
                    Tensor.ofFloats(
                            pool,
                            Shape.of(rows, TinyMlp.OUTPUTS),
                            new float[rows * TinyMlp.OUTPUTS]));
        }

        @Override
        public void close() {}
    }
}
