package dev.berth.client.pool;

import org.jspecify.annotations.Nullable;

/// State of one connection in a [ConnectionPool], from the attempt to open it until it is closed.
/// Its connector reports events with it; changed by the pool alone, under its lock.
///
/// @param <C> the connection itself
public final class PooledConnection<C> {
    /// Phase of a connection.
    enum Phase {
        CONNECTING,
        READY,
        /// Takes no further calls, and is closed when no caller waits for its calls.
        RETIRING,
        CLOSED
    }

    final CallList<C> active = new CallList<>();
    final CallList<C> abandoned = new CallList<>();
    final CallList<C> reset = new CallList<>();
    final long beganNanos;
    Phase phase = Phase.CONNECTING;
    int streams;
    long usedNanos;
    boolean hasAnswered;
    @Nullable C connection;
    @Nullable ResetBudget resets;

    PooledConnection(long nowNanos) {
        this.beganNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    /// The number of calls with a stream.
    int inUse() {
        return active.size() + abandoned.size() + reset.size();
    }

    int free() {
        return phase == Phase.READY ? Math.max(0, streams - inUse()) : 0;
    }

    /// A call with a stream; null if there is none.
    @Nullable PooledCall<C> anyCall() {
        PooledCall<C> call = active.first();
        if (call == null) {
            call = abandoned.first();
        }
        return call == null ? reset.first() : call;
    }
}
