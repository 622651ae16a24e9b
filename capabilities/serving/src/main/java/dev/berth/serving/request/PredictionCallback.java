package dev.berth.serving.request;

import dev.berth.core.Problem;

/// Callback for the response to one request. Exactly one of the two is called, exactly once, on a
/// thread that must not be blocked.
public interface PredictionCallback {

    /// The prediction; the receiver closes it.
    void succeed(Prediction prediction);

    void fail(Problem problem);
}
