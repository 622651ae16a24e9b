package dev.berth.endpoint.telemetry;

/// Kind of a service level objective.
public enum Objective {
    /// It is answered.
    AVAILABILITY,
    /// It is answered in time.
    LATENCY
}
