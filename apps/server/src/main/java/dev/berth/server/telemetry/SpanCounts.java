package dev.berth.server.telemetry;

/// Counts of spans since the start, by their fate. Thread-safe.
interface SpanCounts {
    /// Taken by the receiver.
    long exported();

    /// Refused by the receiver, or sent in vain.
    long failed();

    /// Never sent, since too many waited.
    long dropped();

    /// Not yet sent.
    int waiting();
}
