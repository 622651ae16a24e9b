package dev.berth.client.pool;

/// Reason why a call got no stream.
///
/// @param reason for messages
public record Rejection(Cause cause, String reason) {
    static final Rejection CLOSED = new Rejection(Cause.NOT_CONNECTED, "the client is closed");

    /// Missing resource.
    public enum Cause {
        /// There is no connection.
        NOT_CONNECTED,
        /// All streams are taken.
        NO_STREAM
    }
}
