package dev.berth.encoding;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The context of a step at one place of a pipeline.
record PipelineContext(StepResources resources, List<TensorSpec> tensors) implements StepContext {

    @Override
    public Map<String, Path> artifacts() {
        return resources.artifacts();
    }

    @Override
    public Map<String, String> metadata() {
        return resources.metadata();
    }

    @Override
    public Optional<Dimension> batchDimension() {
        return resources.batchDimension();
    }

    @Override
    public TensorPool pool() {
        return resources.pool();
    }

    @Override
    public Optional<FunctionIsolation> isolation() {
        return resources.isolation();
    }
}
