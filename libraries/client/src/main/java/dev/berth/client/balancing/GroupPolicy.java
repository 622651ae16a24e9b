package dev.berth.client.balancing;

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

    /// Three seconds of slow start: long enough for a process to load what its first requests need,
    /// and short enough that a server has half of its share again after less than two.
    public static GroupPolicy defaults() {
        return new GroupPolicy(EjectionPolicy.defaults(), Duration.ofSeconds(3));
    }
}
