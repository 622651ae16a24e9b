package dev.berth.features.online;

import org.jspecify.annotations.Nullable;

/// One feature of one entity, as it was read.
///
/// @param value in the feature's type; if it is not [FeatureStatus#PRESENT], what the definition
///   gives in its place, or null
/// @param eventMicros when the latest event happened that it is made of, in microseconds since
///   1970; 0 if there is none
public record FeatureValue(@Nullable Object value, FeatureStatus status, long eventMicros) {}
