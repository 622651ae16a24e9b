package dev.berth.placement.verification;

import java.time.Duration;

/// Time and seed of a run.
record RunLength(Duration warmUp, Duration measured, long seed) {}
