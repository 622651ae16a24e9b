package dev.berth.deploy.sizing;

import java.util.List;
import java.util.OptionalInt;

/// What the replicas of a system have to hold.
///
/// @param loads at least one, all measured on machines with as many processors
/// @param headroom share of the rate that is held beyond the expected one, such as 0.3
/// @param processors of a replica; empty for as many as the machine of the measurement had
/// @param minReplicas the least number; empty for 2
/// @param maxReplicas the greatest number; empty for what twice the rate needs
public record SizingRequest(
        List<ServiceLoad> loads,
        double headroom,
        OptionalInt processors,
        OptionalInt minReplicas,
        OptionalInt maxReplicas) {

    public SizingRequest {
        loads = List.copyOf(loads);
        if (loads.isEmpty() || !(headroom >= 0) || !Double.isFinite(headroom)) {
            throw new IllegalArgumentException(
                    loads.size()
                            + " loads with a headroom of "
                            + headroom
                            + " (expected: one or more, at least 0)");
        }
    }

    /// Requests a second of all loads.
    public double perSecond() {
        return loads.stream().mapToDouble(ServiceLoad::perSecond).sum();
    }
}
