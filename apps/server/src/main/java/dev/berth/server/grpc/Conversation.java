package dev.berth.server.grpc;

/// What a service does with one call. [GuardedCall] calls it, on the event loop; what it throws
/// ends the call.
interface Conversation<Q> {
    /// Comes before all others, once; the call may be answered and ended from here on.
    default void begin() {}

    /// Whether the caller may send any number of messages; otherwise it has to send exactly one,
    /// and any other number ends the call.
    default boolean takesMany() {
        return false;
    }

    /// The caller sent a message.
    void take(Q message);

    /// The caller sends no more.
    default void inputEnded() {}

    /// The call is over: answered, failed, or left by its caller. Gives up what is under way for
    /// it. Comes last, once.
    default void over() {}
}
