package dev.berth.endpoint.telemetry;

/// Result of a lookup in the response cache.
public enum CacheLookupResult {
    /// By one that was kept.
    HIT,
    /// By the steps, since none was kept; it is kept from then on.
    MISS,
    /// By that of an equal record that was in flight.
    COALESCED,
    /// By the steps, the cache aside: it is too large, may not wait as long as an equal one that is
    /// in flight, or waited for one that failed.
    BYPASSED
}
