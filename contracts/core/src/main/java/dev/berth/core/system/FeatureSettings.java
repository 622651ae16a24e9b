package dev.berth.core.system;

import java.util.Optional;

/// What `berth.yaml` says of features.
///
/// @param store the URI of the store with online features; empty for one within the system's
///   directory
/// @param logShare the share of what is served that is logged, from 0 to 1
public record FeatureSettings(Optional<String> store, double logShare) {
    /// A store within the system's directory, and no log.
    public static final FeatureSettings DEFAULT = new FeatureSettings(Optional.empty(), 0);
}
