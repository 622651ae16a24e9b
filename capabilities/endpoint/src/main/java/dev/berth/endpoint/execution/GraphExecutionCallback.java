package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.events.PredictionRecorder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Callback for the result of a graph execution. Exactly one of these is called, once.
interface GraphExecutionCallback {
    /// The record is answered.
    ///
    /// @param answer the outputs with one row, which the receiver closes
    /// @param annotations as in [dev.berth.serving.request.Prediction]
    void answered(NamedTensors answer, List<String> annotations);

    /// What records the features that the run reads; null if nothing does.
    default @Nullable PredictionRecorder recorder() {
        return null;
    }

    /// The record is answered by what was made for an equal one.
    ///
    /// @param answer and annotations as in [#answered]
    void onCachedResponse(NamedTensors answer, List<String> annotations);

    void failed(Problem problem);

    /// A guard will not have the answer, and a fallback is to give another.
    ///
    /// @param problem for the caller, if there is none
    void onFallback(Problem problem);
}
