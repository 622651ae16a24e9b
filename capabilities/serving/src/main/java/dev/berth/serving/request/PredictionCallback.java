package dev.berth.serving.request;

import dev.berth.core.Problem;

/// Where the answer to one request goes. Exactly one of the two is called, exactly once, on a
/// thread that must not be blocked: hand the work on.
public interface PredictionCallback {

    /// The prediction; the receiver closes it.
    void succeed(Prediction prediction);

    void fail(Problem problem);
}
