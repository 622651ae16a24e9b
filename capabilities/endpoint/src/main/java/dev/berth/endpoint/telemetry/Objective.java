package dev.berth.endpoint.telemetry;

/// Kind of a service level objective.
public enum Objective {
    /// Share of records answered.
    AVAILABILITY,
    /// Share of records answered in time.
    LATENCY
}
