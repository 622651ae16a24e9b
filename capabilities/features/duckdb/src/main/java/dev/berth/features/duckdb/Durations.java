package dev.berth.features.duckdb;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Lengths of time in microseconds.
final class Durations {
    private Durations() {}

    static long micros(Duration duration) {
        return Math.addExact(
                Math.multiplyExact(duration.toSeconds(), TimeUnit.SECONDS.toMicros(1)),
                TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart()));
    }
}
