package dev.berth.client.pool;

/// Why a call got no stream.
///
/// @param reason for people
public record Refusal(Cause cause, String reason) {
    static final Refusal CLOSED = new Refusal(Cause.NOT_CONNECTED, "the client is closed");

    /// What was lacking.
    public enum Cause {
        /// There is no connection.
        NOT_CONNECTED,
        /// There are connections, and all are taken.
        NO_STREAM
    }
}
