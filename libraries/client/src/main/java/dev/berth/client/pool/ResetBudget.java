package dev.berth.client.pool;

/// How many calls on one connection may be reset: a number at once, and then so many a second.
///
/// An answer that crosses a reset is answered with another one by Netty, and both ends count those:
/// Netty closes a connection of Vert.x's client with the 201st in thirty seconds, and servers have
/// bounds of their own against floods of resets. Everything in flight on it would be lost with it.
/// Not thread-safe.
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
