package dev.berth.endpoint.telemetry;

/// What an endpoint's service level may promise of a record.
public enum Objective {
    /// It is answered.
    AVAILABILITY,
    /// It is answered in time.
    LATENCY
}
