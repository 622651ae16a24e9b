package dev.berth.server.predict;

import dev.berth.serving.RequestTrace;

/// The call of a front that predictions are made for.
public interface Origin extends RequestTrace {
    /// What the logs and traces call it.
    String requestId();
}
