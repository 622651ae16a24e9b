package dev.berth.features.online;

/// How a value that was read came about.
public enum FeatureStatus {
    /// It is what is known.
    PRESENT,
    /// The entity is known, and this feature of it has no value.
    NULL_VALUE,
    /// Nothing is known of the entity.
    NOT_FOUND,
    /// What is known is older than the view's time to live.
    OUTSIDE_MAX_AGE
}
