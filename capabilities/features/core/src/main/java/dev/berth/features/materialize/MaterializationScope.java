package dev.berth.features.materialize;

/// Scope of a materialization.
public enum MaterializationScope {
    /// Events that became visible since the last run; everything if there was none, and for
    /// streamed views.
    ADDED,
    /// All rows, anew.
    FULL
}
