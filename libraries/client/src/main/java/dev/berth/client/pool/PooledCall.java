package dev.berth.client.pool;

import org.jspecify.annotations.Nullable;

/// State of one call in a [ConnectionPool]: waiting for a stream, active, or over. Changed by the
/// pool alone, under its lock.
public final class PooledCall<C> {
    /// Callback of the caller. At most one end is reported; nothing follows it.
    public interface Caller<C> {
        /// The call has a stream of this connection until it ends.
        void granted(PooledCall<C> call, C connection);

        /// The call is over without a stream.
        void rejected(Rejection rejection);

        /// The call is over: its connection was closed.
        void lost();

        /// The stream of an abandoned call must be reset.
        void reset();
    }

    /// Phase of a call.
    enum Phase {
        WAITING,
        /// Has a stream and a caller.
        ACTIVE,
        /// Has a stream, but its caller has left.
        ABANDONED,
        /// Abandoned, and a reset was sent.
        RESET,
        OVER
    }

    final Caller<C> caller;
    final long untilNanos;
    Phase phase = Phase.WAITING;

    /// Start of waiting, or of being abandoned.
    long sinceNanos;

    @Nullable PooledConnection<C> connection;
    @Nullable CallList<C> list;
    @Nullable PooledCall<C> previous;
    @Nullable PooledCall<C> next;

    private final ConnectionPool<C> pool;

    PooledCall(ConnectionPool<C> pool, Caller<C> caller, long nowNanos, long untilNanos) {
        this.pool = pool;
        this.caller = caller;
        this.sinceNanos = nowNanos;
        this.untilNanos = untilNanos;
    }

    void removeFromItsList() {
        CallList<C> in = list;
        if (in != null) {
            in.remove(this);
        }
    }

    /// Ends the call's stream and releases it. Does nothing to a call that is over.
    public void end() {
        pool.end(this);
    }

    /// Abandons the call, whose deadline the server knows. The stream may be answered for a while.
    public void abandon() {
        pool.abandon(this);
    }

    /// Cancels the call: resets the stream now if the reset budget allows.
    public void cancel() {
        pool.cancel(this);
    }
}
