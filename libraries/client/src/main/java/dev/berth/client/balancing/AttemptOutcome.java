package dev.berth.client.balancing;

/// Outcome of an attempt as evidence about its server.
public enum AttemptOutcome {
    /// The server responded, perhaps with a rejection caused by the request.
    ANSWERED,
    /// The server responded, but has no capacity for this call.
    BUSY,
    /// The server was unreachable, did not respond, or sent an unreadable response.
    FAILED,
    /// The caller stopped waiting.
    ABANDONED
}
