package dev.berth.client.wire;

/// Whether an attempt that failed may be made again.
public enum Retryability {
    /// It would fail again, or be wrong.
    NEVER,
    /// If predicting twice does no harm: the server may have predicted.
    IF_IDEMPOTENT,
    /// The server did not predict.
    ALWAYS
}
