package dev.berth.client;

import java.time.Duration;

/// How servers are checked besides by their answers: `GET /v2/health/ready`. One that says that it
/// is not ready gets no calls, and one that does not answer twice.
///
/// @param interval between two checks of a server
/// @param timeout of a check
public record HealthPolicy(Duration interval, Duration timeout) {
    public HealthPolicy {
        if (interval.toMillis() < 1 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    interval + ", " + timeout + " (expected: at least a millisecond each)");
        }
    }

    /// Every five seconds, for two at most.
    public static HealthPolicy defaults() {
        return new HealthPolicy(Duration.ofSeconds(5), Duration.ofSeconds(2));
    }
}
