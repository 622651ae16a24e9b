package dev.berth.core.endpoint;

import java.time.Duration;

/// Settings of an endpoint's response cache.
///
/// @param bytesMax what answers and the records that they belong to may take together, above 0
/// @param timeToLive how long an answer is given after it was made, above zero
public record ResponseCachePolicy(long bytesMax, Duration timeToLive) {

    public ResponseCachePolicy {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("bytes: " + bytesMax + " (expected: above 0)");
        }
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException(
                    "time to live: " + timeToLive + " (expected: above zero)");
        }
    }
}
