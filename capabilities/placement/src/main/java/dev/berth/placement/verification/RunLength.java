package dev.berth.placement.verification;

import java.time.Duration;

/// Time and seed of a run.
///
/// @param drain in which the last items have to end
record RunLength(Duration warmUp, Duration measured, Duration drain, long seed) {}
