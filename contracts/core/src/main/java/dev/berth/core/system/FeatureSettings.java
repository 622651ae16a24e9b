package dev.berth.core.system;

import java.time.Duration;
import java.util.Optional;

/// Settings of `berth.yaml` for features.
///
/// @param store where online features are kept; empty for a folder of the system's directory
/// @param materializeInterval how often a server that writes the store brings the history of all
///   views into it; empty for never
/// @param logShare the share of what is served that is logged, from 0 to 1
public record FeatureSettings(
        Optional<RedisStoreConfig> store, Optional<Duration> materializeInterval, double logShare) {
    /// A store within the system's directory, filled by commands, and no log.
    public static final FeatureSettings DEFAULT =
            new FeatureSettings(Optional.empty(), Optional.empty(), 0);
}
