package dev.berth.server.grpc;

/// What of a call is counted against its caller's quota.
enum QuotaChargeMode {
    /// The call, which is one request and is in flight until it ends.
    CALL,
    /// That it was opened: it may stay open for long and costs little meanwhile. What it is asked
    /// besides its first message counts as much again.
    OPENING,
    /// Each of its messages, as a request of its own.
    MESSAGES
}
