package dev.berth.core.endpoint;

import java.time.Duration;

/// Settings of a step's circuit breaker.
///
/// @param failures in a row after which it is not, at least 1
/// @param pause after which one call tries again, above zero
public record BreakerPolicy(int failures, Duration pause) {
    public BreakerPolicy {
        if (failures < 1) {
            throw new IllegalArgumentException("failures: " + failures + " (expected: >= 1)");
        }
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("pause: " + pause + " (expected: above zero)");
        }
    }
}
