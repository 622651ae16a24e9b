package dev.berth.features.online;

/// Status of a feature value that was read.
public enum FeatureStatus {
    /// The stored value.
    PRESENT,
    /// The entity is known, but this feature has no value.
    NULL_VALUE,
    /// The entity is unknown.
    NOT_FOUND,
    /// The stored value is older than the view's time to live.
    OUTSIDE_MAX_AGE
}
