package dev.berth.client;

/// Why an attempt is made.
public enum AttemptKind {
    FIRST,
    /// Another failed.
    RETRY,
    /// Another takes long.
    HEDGE
}
