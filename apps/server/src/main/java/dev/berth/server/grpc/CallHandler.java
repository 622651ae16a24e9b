package dev.berth.server.grpc;

import dev.berth.core.Problem;

/// Handler of one call by a service. [ServerCall] calls it, on the event loop; what it throws ends
/// the call.
interface CallHandler<Q> {
    /// Comes before all others, once; the call may be answered and ended from here on.
    default void begin() {}

    /// Whether the caller may send any number of messages; otherwise it has to send exactly one,
    /// and any other number ends the call.
    default boolean isClientStreaming() {
        return false;
    }

    /// The caller sent a message.
    void take(Q message);

    /// The caller sends no more.
    default void onHalfClose() {}

    /// A step of the call failed, which ends it with this problem: its message could not be read,
    /// or this conversation threw. Comes before [#over].
    default void failed(Problem problem) {}

    /// The call is over: answered, failed, or left by its caller. Gives up what is in flight for
    /// it. Comes last, once.
    default void over() {}
}
