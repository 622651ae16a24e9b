package dev.berth.client.pool;

import org.jspecify.annotations.Nullable;

/// One connection of a [ConnectionPool], from the attempt to open it until it is closed. Its
/// connector keeps it to tell the pool what happens; everything is the pool's to change, under its
/// lock.
///
/// @param <C> the connection itself
public final class PooledConnection<C> {
    /// Where a connection is.
    enum Phase {
        CONNECTING,
        READY,
        /// Takes no further calls, and is closed when no caller waits for those that it has.
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

    /// Calls that have a stream of it.
    int inUse() {
        return active.size() + abandoned.size() + reset.size();
    }

    int free() {
        return phase == Phase.READY ? Math.max(0, streams - inUse()) : 0;
    }

    /// A call that has a stream of it; null if there is none.
    @Nullable PooledCall<C> anyCall() {
        PooledCall<C> call = active.first();
        if (call == null) {
            call = abandoned.first();
        }
        return call == null ? reset.first() : call;
    }
}
