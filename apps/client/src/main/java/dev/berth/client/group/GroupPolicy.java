package dev.berth.client.group;

import java.time.Duration;

/// How the servers of a group share calls.
///
/// @param slowStart for how long a server that is new or comes back gets less than its share; zero
///   for no time
public record GroupPolicy(EjectionPolicy ejection, Duration slowStart) {
    public GroupPolicy {
        if (slowStart.isNegative()) {
            throw new IllegalArgumentException("slow start: " + slowStart + " (expected: >= 0)");
        }
    }

    /// Five seconds of slow start.
    public static GroupPolicy defaults() {
        return new GroupPolicy(EjectionPolicy.defaults(), Duration.ofSeconds(5));
    }
}
