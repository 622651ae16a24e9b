package dev.berth.client;

import java.time.Duration;

/// Policy for retries: their number, budget and back-off.
///
/// @param attemptsMax attempts of one call, including the first and hedges
/// @param budgetShare extra attempts of all calls, as a share of the calls of ten seconds
/// @param freePerSecond extra attempts per second in addition to that share
/// @param backOffFirst the longest pause before the first retry, doubled for each further one
/// @param backOffLongest the maximum pause, unless a server requests more
public record RetryPolicy(
        int attemptsMax,
        double budgetShare,
        int freePerSecond,
        Duration backOffFirst,
        Duration backOffLongest) {

    public RetryPolicy {
        if (attemptsMax < 1 || freePerSecond < 0 || !(budgetShare >= 0 && budgetShare <= 1)) {
            throw new IllegalArgumentException(
                    "attempts "
                            + attemptsMax
                            + ", free "
                            + freePerSecond
                            + ", share "
                            + budgetShare
                            + " (expected: >= 1, >= 0, 0 to 1)");
        }
        if (!backOffFirst.isPositive() || backOffLongest.compareTo(backOffFirst) < 0) {
            throw new IllegalArgumentException(
                    "back-off "
                            + backOffFirst
                            + " to "
                            + backOffLongest
                            + " (expected: above 0, no less)");
        }
    }

    /// Four attempts; a budget of a fifth of the calls plus three per second; pauses of 20 ms to a
    /// second.
    public static RetryPolicy defaults() {
        return new RetryPolicy(4, 0.2, 3, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    /// One attempt per call.
    public static RetryPolicy never() {
        return new RetryPolicy(1, 0, 0, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    /// The longest pause before retry `number`, counted from 1.
    long backOffNanos(int number) {
        long first = backOffFirst.toNanos();
        long doubled = number > 30 ? Long.MAX_VALUE : first * (1L << (number - 1));
        return Math.min(doubled, backOffLongest.toNanos());
    }
}
