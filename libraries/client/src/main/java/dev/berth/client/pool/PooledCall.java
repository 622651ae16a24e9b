package dev.berth.client.pool;

import org.jspecify.annotations.Nullable;

/// One call's place in a [ConnectionPool]: it waits for a stream, has one, or is over. Everything
/// is the pool's to change, under its lock.
public final class PooledCall<C> {
    /// Who makes the call. Each is told of at most one end; nothing is told once the call is over.
    public interface Caller<C> {
        /// The call has a stream of this connection, until it is ended.
        void granted(PooledCall<C> call, C connection);

        /// The call is over: it got no stream.
        void refused(Refusal refusal);

        /// The call is over: its connection was closed.
        void lost();

        /// The stream of a call that was abandoned is to be reset.
        void reset();
    }

    /// Where a call is.
    enum Phase {
        WAITING,
        /// Has a stream, and a caller.
        ACTIVE,
        /// Has a stream, and no caller.
        ABANDONED,
        /// Abandoned, and a reset was sent.
        RESET,
        OVER
    }

    final Caller<C> caller;
    final long untilNanos;
    Phase phase = Phase.WAITING;

    /// When it came to wait, or was abandoned.
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

    /// The call's stream has ended: another may have it. Does nothing to a call that is over.
    public void end() {
        pool.end(this);
    }

    /// The caller waits no longer, and the server knows that. The stream is left to be answered for
    /// a while.
    public void abandon() {
        pool.abandon(this);
    }

    /// The caller waits no longer: the stream is to be reset now, if the connection can bear it.
    public void cancel() {
        pool.cancel(this);
    }
}
