package dev.berth.client.pool;

/// Limit of call resets on one connection: a burst, then a rate per second.
///
/// Netty answers a response that crosses a reset with another reset, and both ends count them:
/// Netty closes a connection of Vert.x's client at the 201st in thirty seconds, and servers limit
/// floods of resets themselves. Everything in flight would be lost with the connection. Not
/// thread-safe.
final class ResetBudget {
    private static final double SECOND_NANOS = 1e9;

    /// In thirty seconds at most 50 + 30 * 4 = 170.
    private static final int AT_ONCE = 50;

    private static final double PER_SECOND = 4;

    private final boolean isBounded;
    private double left;
    private long sinceNanos;

    /// @param multiplexing without it a reset closes the connection, and is not counted
    ResetBudget(Multiplexing multiplexing, long nowNanos) {
        this.isBounded = multiplexing == Multiplexing.STREAMS;
        this.left = AT_ONCE;
        this.sinceNanos = nowNanos;
    }

    boolean take(long nowNanos) {
        double gained = (nowNanos - sinceNanos) / SECOND_NANOS * PER_SECOND;
        left = Math.min(AT_ONCE, left + gained);
        sinceNanos = nowNanos;
        if (isBounded && left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
