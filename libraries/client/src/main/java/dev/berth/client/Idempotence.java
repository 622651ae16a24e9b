package dev.berth.client;

/// Whether a prediction may be made twice.
public enum Idempotence {
    /// It has no effect but its answer, as predictions have unless an endpoint is built otherwise.
    REPEATABLE,
    /// It is asked again only if the server certainly did not predict.
    ONCE
}
