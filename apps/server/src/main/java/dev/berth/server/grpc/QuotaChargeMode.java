package dev.berth.server.grpc;

/// Part of a call that is charged to its caller's quota.
enum QuotaChargeMode {
    /// The call, which is one request and is in flight until it ends.
    CALL,
    /// Its opening: the call may stay open for long and costs little meanwhile. Each message after
    /// the first is charged again.
    OPENING,
    /// Each of its messages, as a request of its own.
    MESSAGES
}
