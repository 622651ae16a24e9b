package dev.berth.serving.execution;

/// Where a version of a model is in its life.
public enum ModelState {
    /// Being resolved, loaded or warmed up.
    LOADING,
    /// Answers predictions.
    READY,
    /// Answers predictions, and is not in memory: the next request has it loaded.
    DORMANT,
    /// Takes no new requests; those that it has are being answered.
    UNLOADING,
    /// Known, and not in memory: unloaded on request, or left out by the version policy.
    UNLOADED,
    /// Cannot be served; the reason says why.
    QUARANTINED
}
