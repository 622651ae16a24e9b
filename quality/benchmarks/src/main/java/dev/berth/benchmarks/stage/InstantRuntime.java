package dev.berth.benchmarks.stage;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Dimensions;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.Execution;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.ModelRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An engine with the tiny model's inputs and outputs that answers zeros at once: what serving
/// takes then is serving's own.
final class InstantRuntime implements ModelRuntime {
    static final String ENGINE = "instant";

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
        return new InstantArtifact(pool);
    }

    private record InstantArtifact(TensorPool pool) implements LoadedArtifact {

        private static TensorSpec spec(String name, int width) {
            return new TensorSpec(
                    name,
                    ElementType.FLOAT32,
                    Dimensions.of(Dimension.dynamic("N"), Dimension.fixed(width)));
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
        public int executors() {
            return 1;
        }

        @Override
        public Execution openExecution() {
            return new InstantExecution(pool);
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

    private record InstantExecution(TensorPool pool) implements Execution {

        @Override
        public List<Tensor> run(List<Tensor> inputs) {
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
