package dev.berth.client;

import java.time.Duration;

/// Deadline of a call. A deadline of a request that this process serves can be passed to the calls
/// that it makes ([CallOptions#withDeadline]), so that none outlives it.
///
/// @param nanos on the scale of [System#nanoTime()]
public record Deadline(long nanos) {
    /// Prevents an overflow of the sum; no caller waits for a day.
    private static final Duration LONGEST = Duration.ofDays(1);

    public static Deadline in(Duration time) {
        return at(System.nanoTime(), time);
    }

    static Deadline at(long nowNanos, Duration time) {
        return new Deadline(nowNanos + bounded(time).toNanos());
    }

    static Duration bounded(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    /// The remaining time; not positive after the deadline.
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos(System.nanoTime()));
    }

    long remainingNanos(long nowNanos) {
        return nanos - nowNanos;
    }

    Deadline earlier(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }
}
