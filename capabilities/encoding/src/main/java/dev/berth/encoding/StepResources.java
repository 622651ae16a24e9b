package dev.berth.encoding;

import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.TensorPool;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Resources shared by the steps of a pipeline.
///
/// @param artifacts the files of the package, by the artifact's name
/// @param metadata what the model's file says of itself; empty where it is not known
/// @param batchDimension the leading dimension of every tensor; empty for a model that takes one
///   record at a time
/// @param pool where the steps' tensors come from
/// @param isolation where native code is executed; empty for this process
public record StepResources(
        Map<String, Path> artifacts,
        Map<String, String> metadata,
        Optional<Dimension> batchDimension,
        TensorPool pool,
        Optional<FunctionIsolation> isolation) {

    public StepResources {
        artifacts = Map.copyOf(artifacts);
        metadata = Map.copyOf(metadata);
    }

    /// With native code in this process.
    public StepResources(
            Map<String, Path> artifacts,
            Map<String, String> metadata,
            Optional<Dimension> batchDimension,
            TensorPool pool) {
        this(artifacts, metadata, batchDimension, pool, Optional.empty());
    }
}
