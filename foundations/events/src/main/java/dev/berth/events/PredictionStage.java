package dev.berth.events;

import java.time.Duration;

/// The time that a prediction spent in one stage.
///
/// @param name `queue`, `encode`, `execute` or `decode` of a model; `queue` or `execute` of an
///   endpoint
public record PredictionStage(String name, Duration duration) {}
