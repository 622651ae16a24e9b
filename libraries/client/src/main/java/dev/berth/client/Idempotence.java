package dev.berth.client;

/// Safety of repeating a prediction.
public enum Idempotence {
    /// Free of side effects, as predictions are unless an endpoint is built otherwise.
    REPEATABLE,
    /// Repeated only if the server certainly did not predict.
    ONCE
}
