package dev.berth.deploy.autoscale;

import java.util.List;

/// Result of a simulation.
///
/// @param replicaHours all replicas together, from their start on
public record SimulationResult(List<SimulationMinute> minutes, double replicaHours) {
    public SimulationResult {
        minutes = List.copyOf(minutes);
    }

    /// The share of all requests that were later than the target, or rejected.
    public double lateShare() {
        long requests = minutes.stream().mapToLong(SimulationMinute::requests).sum();
        return minutes.stream().mapToLong(SimulationMinute::late).sum() / (double) requests;
    }

    /// Minutes whose p99 exceeded a target.
    public long minutesAbove(double p99Seconds) {
        return minutes.stream().filter(minute -> !(minute.p99Seconds() <= p99Seconds)).count();
    }
}
