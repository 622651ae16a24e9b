package dev.berth.scoring.tensor;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;

/// Model that answers tensors with the rows of many records. Thread-safe.
public interface TensorPredictor {
    /// Where inputs are made.
    TensorPool pool();

    /// Predicts rows in one request. Blocks.
    ///
    /// @param inputs that fit the signature, as many rows in each; taken over
    /// @return the outputs, with as many rows; the caller closes them
    /// @throws dev.berth.core.ProblemException if the request fails
    NamedTensors predict(NamedTensors inputs);
}
