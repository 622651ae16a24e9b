package dev.berth.features.online;

import org.jspecify.annotations.Nullable;

/// Value of one feature of one entity, as read.
///
/// @param value in the feature's type; if not [FeatureStatus#PRESENT], the feature's default or
///   null
/// @param eventMicros event time of the latest event in it, in microseconds since 1970; 0 if there
///   is none
public record FeatureValue(@Nullable Object value, FeatureStatus status, long eventMicros) {}
