package dev.berth.features.materialize;

/// How much of a view is written.
public enum MaterializationScope {
    /// What has become visible since the last time; everything if there was none, and of views
    /// whose events arrive.
    ADDED,
    /// Everything, anew.
    FULL
}
