package dev.berth.server.inference;

import dev.berth.core.Problem;
import dev.berth.serving.request.Prediction;
import java.util.List;

/// Callback for the result of a prediction, on the event loop of its request. Exactly one of the
/// two is called, once.
public interface PredictionResultHandler {
    /// The predictions, one for each group of inputs and in their order; the receiver closes them.
    void predicted(List<Prediction> predictions);

    void failed(Problem problem);
}
