package dev.berth.client.pool;

import dev.berth.client.pool.Rejection.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Connection pool of one server, with its active and waiting calls.
///
/// *Exactness.* A call is in one state: waiting, active on one connection, or over. A stream is
/// released when it has ended, and at no other time: cancelling a waiting call removes it from the
/// queue; cancelling an active one leaves it counted until its stream ends. When a connection
/// closes, all its calls are over.
///
/// *Cancellation.* At its deadline a call is *abandoned*: the server knows the deadline, so a
/// response is imminent. If none comes for a while the call is reset. Resets are limited
/// ([ResetBudget]); a connection with more calls to reset retires, and closes when its remaining
/// callers have their responses.
///
/// *Waiting* is bounded by the call's deadline, a time and a number ([WaitQueue]). If too many
/// wait, the oldest is rejected.
///
/// *Connections* are opened when more calls wait than those being opened will have streams, after a
/// pause if the last one failed ([ConnectBackoff]). A new connection serves whatever waits then.
///
/// Cost: a call that finds a stream scans the connections once, and there are few. Thread-safe,
/// with one lock; callers and the connector are notified after it is released.
///
/// @param <C> a connection
public final class ConnectionPool<C> {
    /// Interval at which a pool checks for timeouts.
    private static final long WAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// Opener and closer of connections.
    public interface Connector<C> {
        /// Starts to open a connection; the result is reported by [#opened] or [#closed].
        void open(PooledConnection<C> connection);

        /// Closes a connection in any state.
        void close(PooledConnection<C> connection);

        /// Schedules a call of [#wake].
        void wakeAfter(long nanos);
    }

    /// Notifications decided under the lock, to run after it is released.
    private static final class Decisions {
        private final List<Runnable> steps = new ArrayList<>(2);

        void add(Runnable step) {
            steps.add(step);
        }

        /// Runs all, even if one fails.
        void run() {
            RuntimeException failure = null;
            for (Runnable step : steps) {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /// Step under the lock.
    private interface Step {
        void take(long nowNanos, Decisions decisions);
    }

    private final PoolLimits limits;
    private final LongSupplier clock;
    private final Connector<C> connector;
    private final Object lock = new Object();
    private final ConnectionSet<C> connections = new ConnectionSet<>();
    private final WaitQueue<C> waiting;
    private final ConnectBackoff backoff;
    private int connectionsMax;
    private int streamsExpected;
    private long usedNanos;
    private boolean wakes;
    private boolean shutDown;

    /// @param clock nanoseconds, as [System#nanoTime()]
    public ConnectionPool(
            PoolLimits limits, LongSupplier clock, RandomGenerator random, Connector<C> connector) {
        this.limits = limits;
        this.clock = clock;
        this.connector = connector;
        this.waiting = new WaitQueue<>(limits.waitNanos());
        this.usedNanos = clock.getAsLong();
        this.backoff = new ConnectBackoff(random, usedNanos);
        this.connectionsMax = limits.connectionsMax();
        this.streamsExpected = Math.min(limits.streamsExpected(), limits.streamsMax());
    }

    private void locked(Step step) {
        var decisions = new Decisions();
        synchronized (lock) {
            step.take(clock.getAsLong(), decisions);
        }
        decisions.run();
    }

    /// Opens the initial connections.
    public void start() {
        locked(
                (now, decisions) -> {
                    int wanted = Math.min(limits.connectionsAtStart(), connectionsMax);
                    while (connections.live() < wanted && !shutDown) {
                        open(now, decisions);
                    }
                    wakeLater(decisions);
                });
    }

    /// Requests a stream; the caller is notified, immediately if one is free.
    ///
    /// @param untilNanos end of the call, on the pool's clock
    public PooledCall<C> acquire(PooledCall.Caller<C> caller, long untilNanos) {
        var call = new PooledCall<>(this, caller, clock.getAsLong(), untilNanos);
        locked((now, decisions) -> admit(call, now, decisions));
        return call;
    }

    private void admit(PooledCall<C> call, long now, Decisions decisions) {
        usedNanos = now;
        if (shutDown) {
            refuse(call, Rejection.CLOSED, decisions);
            return;
        }
        PooledConnection<C> free = connections.freest();
        if (free != null) {
            grant(call, free, now, decisions);
            return;
        }
        waiting.add(call);
        openForWaiting(now, decisions);
        if (waiting.size()
                > limits.waitingMax() + (long) streamsExpected * connections.connecting()) {
            PooledCall<C> oldest = waiting.takeOldest();
            if (oldest != null) {
                refuse(oldest, allTaken("and no more may wait"), decisions);
            }
        }
        wakeLater(decisions);
    }

    private void grant(PooledCall<C> call, PooledConnection<C> to, long now, Decisions decisions) {
        C connection = to.connection;
        if (connection == null) {
            throw new IllegalStateException("a connection that is not open has a free stream");
        }
        call.phase = PooledCall.Phase.ACTIVE;
        call.connection = to;
        to.active.addLast(call);
        to.usedNanos = now;
        decisions.add(() -> call.caller.granted(call, connection));
    }

    private void refuse(PooledCall<C> call, Rejection rejection, Decisions decisions) {
        call.phase = PooledCall.Phase.OVER;
        decisions.add(() -> call.caller.rejected(rejection));
    }

    private void refuseLate(PooledCall<C> late, long now, Decisions decisions) {
        long millis = TimeUnit.NANOSECONDS.toMillis(now - late.sinceNanos);
        refuse(
                late,
                connections.hasOpen()
                        ? allTaken("for " + millis + " ms")
                        : new Rejection(
                                Cause.NOT_CONNECTED, "no connection within " + millis + " ms"),
                decisions);
    }

    private void refuseWaiting(Rejection rejection, Decisions decisions) {
        PooledCall<C> call = waiting.takeOldest();
        while (call != null) {
            refuse(call, rejection, decisions);
            call = waiting.takeOldest();
        }
    }

    private Rejection allTaken(String what) {
        PoolState now = connections.state(waiting.size());
        return new Rejection(
                Cause.NO_STREAM,
                ("all connections to it are taken, %s: %d of at most %d for %d calls at a time, %d of"
                                + " which are given up, and %d of at most %d wait")
                        .formatted(
                                what,
                                now.ready(),
                                connectionsMax,
                                now.streams(),
                                now.abandoned(),
                                now.waiting(),
                                limits.waitingMax()));
    }

    /// Ends a call and releases its stream.
    void end(PooledCall<C> call) {
        locked(
                (now, decisions) -> {
                    PooledConnection<C> connection = leave(call);
                    if (connection != null) {
                        connection.hasAnswered = true;
                        connection.usedNanos = now;
                        backoff.succeeded();
                        settle(connection, now, decisions);
                    }
                });
    }

    /// Removes a call from its queue or connection; it is over.
    ///
    /// @return the connection of its stream
    private @Nullable PooledConnection<C> leave(PooledCall<C> call) {
        PooledConnection<C> had = call.connection;
        if (call.phase == PooledCall.Phase.OVER) {
            return null;
        }
        if (had == null) {
            waiting.remove(call);
        } else {
            call.removeFromItsList();
        }
        call.phase = PooledCall.Phase.OVER;
        call.connection = null;
        return had;
    }

    /// Marks a call as abandoned by its caller.
    void abandon(PooledCall<C> call) {
        locked((now, decisions) -> abandon(call, now, decisions));
    }

    private void abandon(PooledCall<C> call, long now, Decisions decisions) {
        PooledConnection<C> connection = call.connection;
        if (call.phase == PooledCall.Phase.WAITING) {
            leave(call);
        } else if (call.phase == PooledCall.Phase.ACTIVE && connection != null) {
            connection.active.remove(call);
            call.phase = PooledCall.Phase.ABANDONED;
            call.sinceNanos = now;
            connection.abandoned.addLast(call);
            settle(connection, now, decisions);
            wakeLater(decisions);
        }
    }

    /// Resets a call, or marks it as abandoned.
    void cancel(PooledCall<C> call) {
        locked(
                (now, decisions) -> {
                    abandon(call, now, decisions);
                    PooledConnection<C> connection = call.connection;
                    if (call.phase == PooledCall.Phase.ABANDONED && connection != null) {
                        var _ = reset(call, connection, now, decisions);
                    }
                });
    }

    private boolean reset(
            PooledCall<C> call, PooledConnection<C> connection, long now, Decisions decisions) {
        ResetBudget budget = connection.resets;
        if (budget == null || !budget.take(now)) {
            return false;
        }
        connection.abandoned.remove(call);
        call.phase = PooledCall.Phase.RESET;
        connection.reset.addLast(call);
        decisions.add(call.caller::reset);
        return true;
    }

    /// Assigns a connection's free streams to waiting calls, or closes it if it retires.
    private void settle(PooledConnection<C> connection, long now, Decisions decisions) {
        if (connection.phase == PooledConnection.Phase.RETIRING && connection.active.size() == 0) {
            close(connection, decisions);
        }
        while (connection.free() > 0) {
            PooledCall<C> next = waiting.takeNext(now, late -> refuseLate(late, now, decisions));
            if (next == null) {
                return;
            }
            grant(next, connection, now, decisions);
        }
    }

    private void close(PooledConnection<C> connection, Decisions decisions) {
        connection.phase = PooledConnection.Phase.CLOSED;
        connections.remove(connection);
        PooledCall<C> call = connection.anyCall();
        while (call != null) {
            if (call.phase == PooledCall.Phase.ACTIVE) {
                decisions.add(call.caller::lost);
            }
            leave(call);
            call = connection.anyCall();
        }
        decisions.add(() -> connector.close(connection));
    }

    private void openForWaiting(long now, Decisions decisions) {
        while (!shutDown
                && waiting.size() > (long) streamsExpected * connections.connecting()
                && connections.live() < connectionsMax
                && backoff.allows(now)) {
            open(now, decisions);
        }
    }

    private void open(long now, Decisions decisions) {
        var connection = new PooledConnection<C>(now);
        connections.add(connection);
        decisions.add(() -> connector.open(connection));
    }

    /// Reports that a connection is ready.
    ///
    /// @param streams concurrent calls that the server allows
    public void opened(
            PooledConnection<C> opened, C connection, long streams, Multiplexing multiplexing) {
        locked(
                (now, decisions) -> {
                    if (opened.phase != PooledConnection.Phase.CONNECTING) {
                        decisions.add(() -> connector.close(opened));
                        return;
                    }
                    opened.phase = PooledConnection.Phase.READY;
                    opened.connection = connection;
                    opened.usedNanos = now;
                    opened.streams = bounded(streams);
                    opened.resets = new ResetBudget(multiplexing, now);
                    streamsExpected = Math.max(1, opened.streams);
                    connectionsMax =
                            switch (multiplexing) {
                                case STREAMS -> limits.connectionsMax();
                                case NONE -> limits.unsharedMax();
                            };
                    settle(opened, now, decisions);
                    openForWaiting(now, decisions);
                });
    }

    private int bounded(long streams) {
        return Math.clamp(streams, 0, limits.streamsMax());
    }

    /// Reports another number of concurrent calls that the server allows.
    public void streamsChanged(PooledConnection<C> connection, long streams) {
        locked(
                (now, decisions) -> {
                    connection.streams = bounded(streams);
                    settle(connection, now, decisions);
                });
    }

    /// Reports that a connection takes no further calls.
    public void retire(PooledConnection<C> connection) {
        locked(
                (now, decisions) -> {
                    retire(connection, now, decisions);
                    openForWaiting(now, decisions);
                });
    }

    private void retire(PooledConnection<C> connection, long now, Decisions decisions) {
        if (connection.phase == PooledConnection.Phase.READY) {
            connection.phase = PooledConnection.Phase.RETIRING;
            settle(connection, now, decisions);
        }
    }

    /// Reports that a connection is closed or failed to open.
    public void closed(PooledConnection<C> connection, String reason) {
        locked(
                (now, decisions) -> {
                    gone(connection, reason, now, decisions);
                    openForWaiting(now, decisions);
                    wakeLater(decisions);
                });
    }

    private void gone(
            PooledConnection<C> connection, String reason, long now, Decisions decisions) {
        if (connection.phase == PooledConnection.Phase.CLOSED) {
            return;
        }
        if (!connection.hasAnswered) {
            backoff.failed(now);
        }
        boolean neverOpen = connection.phase == PooledConnection.Phase.CONNECTING;
        close(connection, decisions);
        if (neverOpen && connections.isEmpty()) {
            refuseWaiting(new Rejection(Cause.NOT_CONNECTED, reason), decisions);
        }
    }

    private void wakeLater(Decisions decisions) {
        boolean isWanted =
                waiting.size() > 0 || connections.connecting() > 0 || connections.hasAbandoned();
        if (isWanted && !wakes && !shutDown) {
            wakes = true;
            long nanos = Math.clamp(limits.waitNanos() / 10, 1_000_000, WAKE_NANOS);
            decisions.add(() -> connector.wakeAfter(nanos));
        }
    }

    /// Handles timeouts: waiting calls, connection attempts, and abandoned calls.
    public void wake() {
        locked(
                (now, decisions) -> {
                    wakes = false;
                    waiting.takeLate(now, late -> refuseLate(late, now, decisions));
                    connections.all().forEach(each -> endLate(each, now, decisions));
                    openForWaiting(now, decisions);
                    wakeLater(decisions);
                });
    }

    private void endLate(PooledConnection<C> connection, long now, Decisions decisions) {
        if (connection.phase == PooledConnection.Phase.CONNECTING
                && now - connection.beganNanos >= limits.connectNanos()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(limits.connectNanos());
            gone(connection, "no connection within " + millis + " ms", now, decisions);
        }
        PooledCall<C> call = connection.abandoned.first();
        while (call != null && now - call.sinceNanos >= limits.graceNanos()) {
            if (!reset(call, connection, now, decisions)) {
                if (connections.retiring() < connectionsMax) {
                    retire(connection, now, decisions);
                }
                return;
            }
            call = connection.abandoned.first();
        }
    }

    /// Closes connections without recent calls.
    public void closeIdle() {
        locked(
                (now, decisions) ->
                        connections.all().stream()
                                .filter(each -> each.phase == PooledConnection.Phase.READY)
                                .filter(each -> each.inUse() == 0)
                                .filter(each -> now - each.usedNanos >= limits.idleNanos())
                                .forEach(each -> close(each, decisions)));
    }

    /// Whether there was no call for this time.
    public boolean isUnusedFor(long nanos) {
        synchronized (lock) {
            return clock.getAsLong() - usedNanos >= nanos;
        }
    }

    /// Rejects waiting calls and closes all connections. No further calls are possible.
    public void shutDown() {
        locked(
                (now, decisions) -> {
                    shutDown = true;
                    refuseWaiting(Rejection.CLOSED, decisions);
                    connections.all().forEach(each -> close(each, decisions));
                });
    }

    public PoolState state() {
        synchronized (lock) {
            return connections.state(waiting.size());
        }
    }
}
