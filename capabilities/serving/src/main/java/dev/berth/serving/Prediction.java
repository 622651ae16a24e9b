package dev.berth.serving;

import dev.berth.core.ModelReference;
import dev.berth.core.tensor.NamedTensors;

/// The answer to one request: the signature's outputs by name, all of them, with as many rows as
/// the request had.
public record Prediction(ModelReference model, NamedTensors outputs, Timings timings)
        implements AutoCloseable {
    @Override
    public void close() {
        outputs.close();
    }
}
