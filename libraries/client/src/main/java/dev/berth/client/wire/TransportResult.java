package dev.berth.client.wire;

/// What came of a request.
public sealed interface TransportResult {
    /// A whole answer, whatever it says.
    record Arrived(WireResponse answer) implements TransportResult {}

    /// No answer, or a part of one.
    ///
    /// @param seen whether the server may have begun with the request
    /// @param reason for people
    record Broken(Seen seen, String reason) implements TransportResult {}

    /// This process cannot send it, to whatever server.
    ///
    /// @param cause for which no class could be linked
    record Unlinked(Throwable cause) implements TransportResult {}

    /// Whether a server may have seen a request.
    enum Seen {
        /// There was no connection, or the server said that it had not checked the request.
        NO,
        /// It was not sent: all connections that there may be to the server are taken.
        NO_ROOM,
        PERHAPS
    }
}
