package dev.berth.serving.request;

import dev.berth.core.ModelReference;
import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// The answer to one request: the signature's outputs by name, all of them, with as many rows as
/// the request had.
///
/// @param annotations annotations of how it came about, such as `guard:too-long` for a guard that
///   was activated; none of a model by itself
public record Prediction(
        ModelReference model, NamedTensors outputs, Timings timings, List<String> annotations)
        implements AutoCloseable {

    public Prediction {
        annotations = List.copyOf(annotations);
    }

    /// One without annotations.
    public Prediction(ModelReference model, NamedTensors outputs, Timings timings) {
        this(model, outputs, timings, List.of());
    }

    @Override
    public void close() {
        outputs.close();
    }
}
