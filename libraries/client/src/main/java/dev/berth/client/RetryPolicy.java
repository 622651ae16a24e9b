package dev.berth.client;

import java.time.Duration;

/// How often, and how quickly, a call is tried again.
///
/// @param attemptsMax of one call, the first and hedges included
/// @param budgetShare extra attempts of all calls together, as a share of the calls of ten seconds
/// @param freePerSecond extra attempts that are allowed in any second beside that share
/// @param backOffFirst the longest pause before the first retry; each further time twice as long
/// @param backOffLongest no pause is longer, unless a server asks for it
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

    /// Four attempts; a fifth of the calls, and three in a second; 20 ms to a second.
    public static RetryPolicy defaults() {
        return new RetryPolicy(4, 0.2, 3, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    /// Every call has one attempt.
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
