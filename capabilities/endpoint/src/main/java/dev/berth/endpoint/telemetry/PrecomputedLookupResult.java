package dev.berth.endpoint.telemetry;

/// Result of a look-up of a precomputed answer.
public enum PrecomputedLookupResult {
    /// By a precomputed answer.
    HIT,
    /// The key is in no snapshot.
    MISS,
    /// The snapshot is too old.
    STALE,
    /// The snapshot is of another state of the endpoint, or of what it calls.
    OUTDATED,
    /// The answer cannot be read or decrypted.
    UNREADABLE
}
