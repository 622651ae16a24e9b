package dev.berth.serving.lifecycle;

/// When a model comes into memory that was not requested yet.
public enum LoadPolicy {
    /// When it is found; with a memory limit, as long as there is room.
    AT_START,
    /// With its first request.
    ON_DEMAND
}
