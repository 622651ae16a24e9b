package dev.berth.features.duckdb;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Conversion of durations to microseconds.
final class Durations {
    private Durations() {}

    static long micros(Duration duration) {
        return Math.addExact(
                Math.multiplyExact(duration.toSeconds(), TimeUnit.SECONDS.toMicros(1)),
                TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart()));
    }
}
