package dev.berth.events;

import dev.berth.core.feature.FeatureReference;
import org.jspecify.annotations.Nullable;

/// A feature that an endpoint read to answer a record.
///
/// @param value in the feature's type; null if there is none, and if the caller sent another, which
///   is among the inputs
/// @param status `present`, `null_value`, `not_found` or `outside_max_age`, as the store has it;
///   `sent` if the caller sent the value
public record UsedFeature(FeatureReference feature, @Nullable Object value, String status) {
    /// The status of a value that the caller sent.
    public static final String SENT = "sent";
}
