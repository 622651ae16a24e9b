package dev.berth.client.pool;

/// How a connection carries calls.
public enum Multiplexing {
    /// One after the other: HTTP/1.1. A call that is reset takes the connection with it.
    NONE,
    /// In streams of their own: HTTP/2.
    STREAMS
}
