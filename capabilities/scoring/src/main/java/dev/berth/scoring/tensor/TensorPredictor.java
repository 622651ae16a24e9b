package dev.berth.scoring.tensor;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;

/// Model or endpoint that answers tensors with the rows of many records. Thread-safe.
public interface TensorPredictor {
    /// Where inputs are made.
    TensorPool pool();

    /// Predicts rows in one request. Blocks.
    ///
    /// @param inputs that fit the signature, as many rows in each; taken over
    /// @return the outputs, with as many rows, of all rows or all but some; the caller closes them
    /// @throws dev.berth.core.ProblemException if the request fails
    PredictedTensors predict(NamedTensors inputs);
}
