package dev.berth.client.balancing;

import java.util.function.LongSupplier;

/// How many attempts beyond the first of each call are allowed: a share of the calls of the last
/// ten seconds, and a few in each second beside it, without which a client with few calls could
/// never retry.
///
/// When everything fails, retries multiply the load on servers that have too much already. A share
/// bounds that factor whatever a single call would like to do. Thread-safe.
public final class RetryBudget {
    private final double share;
    private final int freePerSecond;
    private final LongSupplier clock;
    private final SlidingWindowCounter calls;
    private final SlidingWindowCounter retries;
    private final SlidingWindowCounter free;

    /// A budget of which nothing is spent.
    ///
    /// @param share extra attempts per call, 0 to 1
    /// @param freePerSecond extra attempts that are allowed in any second
    /// @param clock nanoseconds, as [System#nanoTime()]
    public RetryBudget(double share, int freePerSecond, LongSupplier clock) {
        this.share = share;
        this.freePerSecond = freePerSecond;
        this.clock = clock;
        long now = clock.getAsLong();
        this.calls = new SlidingWindowCounter(now);
        this.retries = new SlidingWindowCounter(now);
        this.free = new SlidingWindowCounter(now);
    }

    /// Counts a call.
    public synchronized void called() {
        calls.add(clock.getAsLong());
    }

    /// Takes one extra attempt out of the budget, if there is one.
    public synchronized boolean take() {
        long now = clock.getAsLong();
        if (retries.sum(now) + 1 <= share * calls.sum(now)) {
            retries.add(now);
            return true;
        }
        if (free.current(now) < freePerSecond) {
            free.add(now);
            return true;
        }
        return false;
    }
}
