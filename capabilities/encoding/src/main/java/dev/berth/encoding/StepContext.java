package dev.berth.encoding;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Facts available to a step at its creation.
public interface StepContext {

    /// All tensors that are there at this point: those that the caller sends or (for a decoder) the
    /// artifact gives, then those that earlier steps put.
    List<TensorSpec> tensors();

    /// The files of the package, by the artifact's name.
    Map<String, Path> artifacts();

    /// What the model's file says of itself, such as the labels of its classes; empty at places
    /// where it is not known.
    Map<String, String> metadata();

    /// The batch dimension of the signature, which leads every tensor; empty for a model that takes
    /// one record at a time.
    Optional<Dimension> batchDimension();

    /// Where the step's tensors come from.
    TensorPool pool();

    /// The process of this package's native code; empty for the process of the step.
    default Optional<FunctionIsolation> isolation() {
        return Optional.empty();
    }
}
