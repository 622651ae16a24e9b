package dev.berth.client.wire;

/// Retryability of a failed attempt.
public enum Retryability {
    /// A retry would fail again, or be wrong.
    NEVER,
    /// Retryable if idempotent: the server may have predicted.
    IF_IDEMPOTENT,
    /// Retryable: the server did not predict.
    ALWAYS
}
