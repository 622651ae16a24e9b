package dev.berth.serving.loading;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.util.List;
import java.util.Map;

/// Artifact of a package that consists of steps alone: takes nothing, gives nothing.
///
/// It does not claim to be quick, although it is: what a turn takes is what the steps take, which
/// differs from request to request, and an event loop is not to find that out.
///
/// @param executors how many requests shall be worked on at the same time
record NullArtifact(int executors) implements LoadedArtifact {

    @Override
    public List<TensorSpec> inputs() {
        return List.of();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of();
    }

    @Override
    public ExecutionContext openExecution() {
        return new ExecutionContext() {
            @Override
            public List<Tensor> run(List<Tensor> inputs) {
                return List.of();
            }

            @Override
            public void close() {}
        };
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
