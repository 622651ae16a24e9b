package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.request.Timings;
import java.util.List;

/// Callback for the result of a record. Exactly one of the two is called, once.
interface RecordCallback {
    /// The record is answered.
    ///
    /// @param answer the outputs with one row, which the receiver closes
    /// @param annotations as in [dev.berth.serving.request.Prediction]
    void answered(NamedTensors answer, Timings timings, List<String> annotations);

    void failed(Problem problem);
}
