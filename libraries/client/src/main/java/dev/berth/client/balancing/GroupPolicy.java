package dev.berth.client.balancing;

import java.time.Duration;
import java.util.Optional;

/// Policy for balancing calls among the servers of a group.
///
/// @param slowStart ramp-up time of a new or returning server; zero for none
/// @param affinity preference of a few servers for each model; empty for all servers alike
public record GroupPolicy(
        EjectionPolicy ejection, Duration slowStart, Optional<ModelAffinity> affinity) {
    public GroupPolicy {
        if (slowStart.isNegative()) {
            throw new IllegalArgumentException("slow start: " + slowStart + " (expected: >= 0)");
        }
    }

    /// A policy without affinity.
    public GroupPolicy(EjectionPolicy ejection, Duration slowStart) {
        this(ejection, slowStart, Optional.empty());
    }

    /// The same with a preference of a few servers for each model.
    public GroupPolicy withAffinity(ModelAffinity other) {
        return new GroupPolicy(ejection, slowStart, Optional.of(other));
    }

    /// Three seconds of slow start: enough for a process to load what its first requests need, and
    /// a server has half of its share again after less than two.
    public static GroupPolicy defaults() {
        return new GroupPolicy(EjectionPolicy.defaults(), Duration.ofSeconds(3));
    }
}
