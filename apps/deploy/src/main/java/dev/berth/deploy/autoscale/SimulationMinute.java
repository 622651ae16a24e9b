package dev.berth.deploy.autoscale;

/// What happened in a minute of the simulation.
///
/// @param perSecond requests that arrived, a second
/// @param replicas that were ready at its end
/// @param p99Seconds of the requests that arrived in it; a rejected one counts as infinite
/// @param late requests that exceeded the target, or were rejected
/// @param requests that arrived
public record SimulationMinute(
        double perSecond, int replicas, double p99Seconds, long late, long requests) {}
