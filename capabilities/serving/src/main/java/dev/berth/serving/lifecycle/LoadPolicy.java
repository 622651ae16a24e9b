package dev.berth.serving.lifecycle;

/// Policy for when a model is loaded that was not requested yet.
public enum LoadPolicy {
    /// When it is found; with a memory limit, as long as there is room.
    AT_START,
    /// With its first request.
    ON_DEMAND
}
