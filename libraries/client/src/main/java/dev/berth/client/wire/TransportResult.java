package dev.berth.client.wire;

/// Result of a request at the transport level.
public sealed interface TransportResult {
    /// Complete response of any status.
    record Arrived(WireResponse answer) implements TransportResult {}

    /// Missing or partial response.
    ///
    /// @param seen whether the server may have started the request
    /// @param reason for messages
    record Broken(Seen seen, String reason) implements TransportResult {}

    /// Failure of this process to send to any server.
    ///
    /// @param cause for which no class could be linked
    record Unlinked(Throwable cause) implements TransportResult {}

    /// Possibility that a server has seen a request.
    enum Seen {
        /// There was no connection, or the server reported that it had not processed the request.
        NO,
        /// Not sent: all possible connections to the server are taken.
        NO_ROOM,
        PERHAPS
    }
}
