package dev.berth.jobs.execution;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// Exponential back-off with jitter: pauses that double up to a limit, of which half is random, so
/// that what failed together does not come back together.
///
/// Source: M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015 (equal jitter).
///
/// @param random from 0 to 1
public record Backoff(Duration first, Duration max, DoubleSupplier random) {
    /// More doublings than any limit has.
    private static final int DOUBLINGS_MAX = 30;

    /// The pause after so many failures.
    ///
    /// @param failures from 1 on
    public Duration pause(int failures) {
        long millis = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        long bounded = Math.min(millis < 0 ? Long.MAX_VALUE : millis, max.toMillis());
        return Duration.ofMillis(
                bounded / 2 + (long) (random.getAsDouble() * (bounded - bounded / 2)));
    }
}
