package dev.berth.client;

/// Cause of an attempt.
public enum AttemptKind {
    FIRST,
    /// Follows a failed attempt.
    RETRY,
    /// Runs beside a slow attempt.
    HEDGE
}
