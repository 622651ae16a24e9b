package dev.berth.client.pool;

/// Concurrency of calls on a connection.
public enum Multiplexing {
    /// One call at a time: HTTP/1.1. Resetting it closes the connection.
    NONE,
    /// Concurrent streams: HTTP/2.
    STREAMS
}
