package dev.berth.client.balancing;

import java.util.function.LongSupplier;

/// Budget for attempts beyond the first of each call: a share of the calls of the last ten seconds,
/// plus a few per second for clients with few calls.
///
/// When everything fails, retries multiply the load on overloaded servers. The share bounds that
/// factor, whatever single calls attempt. Thread-safe.
public final class RetryBudget {
    private final double share;
    private final int freePerSecond;
    private final LongSupplier clock;
    private final SlidingWindowCounter calls;
    private final SlidingWindowCounter retries;
    private final SlidingWindowCounter free;

    /// Creates an unspent budget.
    ///
    /// @param share extra attempts per call, 0 to 1
    /// @param freePerSecond extra attempts per second in addition
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

    /// Takes one extra attempt from the budget, if available.
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
