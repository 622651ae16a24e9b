package dev.berth.cards.comparison;

import java.time.Duration;

/// How the costs of a comparison were measured.
///
/// @param duration of the measurement of each candidate
/// @param batchRows records of a batch, for the throughput
/// @param requests batches at a time
public record CostSetting(Duration duration, int batchRows, int requests) {}
