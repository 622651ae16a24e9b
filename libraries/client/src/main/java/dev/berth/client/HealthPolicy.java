package dev.berth.client;

import java.time.Duration;

/// Policy for checking servers with `GET /v2/health/ready`, in addition to their responses. A
/// server that reports not ready, or fails to respond twice, gets no calls.
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

    /// Every five seconds, with a timeout of two.
    public static HealthPolicy defaults() {
        return new HealthPolicy(Duration.ofSeconds(5), Duration.ofSeconds(2));
    }
}
