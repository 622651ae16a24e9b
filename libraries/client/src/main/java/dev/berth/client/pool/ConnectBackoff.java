package dev.berth.client.pool;

import java.util.random.RandomGenerator;

/// Back-off between attempts to connect to an unreachable server: random within the upper half of
/// 10 ms, 20 ms … 320 ms. Not thread-safe.
final class ConnectBackoff {
    private static final long FIRST_NANOS = 10_000_000;

    /// A returning server gets calls within a second.
    private static final int DOUBLINGS_MAX = 5;

    private final RandomGenerator random;
    private int failures;
    private long nextNanos;

    ConnectBackoff(RandomGenerator random, long nowNanos) {
        this.random = random;
        this.nextNanos = nowNanos;
    }

    void failed(long nowNanos) {
        long longest = FIRST_NANOS << Math.min(failures, DOUBLINGS_MAX);
        failures++;
        nextNanos = nowNanos + longest / 2 + random.nextLong(longest / 2 + 1);
    }

    void succeeded() {
        failures = 0;
    }

    boolean allows(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }
}
