package dev.berth.client.balancing;

import java.time.Duration;

/// Policy for balancing calls among the servers of a group.
///
/// @param slowStart ramp-up time of a new or returning server; zero for none
public record GroupPolicy(EjectionPolicy ejection, Duration slowStart) {
    public GroupPolicy {
        if (slowStart.isNegative()) {
            throw new IllegalArgumentException("slow start: " + slowStart + " (expected: >= 0)");
        }
    }

    /// Three seconds of slow start: enough for a process to load what its first requests need, and
    /// a server has half of its share again after less than two.
    public static GroupPolicy defaults() {
        return new GroupPolicy(EjectionPolicy.defaults(), Duration.ofSeconds(3));
    }
}
