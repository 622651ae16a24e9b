package dev.berth.server;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the connections of one event loop whose clients keep it waiting: before or amid the
/// headers of a request, with bytes that they do not take, or with nothing at all.
///
/// Design: no timer and no clock for each connection, request or read, which cost more than many a
/// request. Pipelines leave counters behind; a few times a second all connections of the loop are
/// checked, and what has not moved since is timed. Cost: a few nanoseconds for each connection and
/// look. The body of a request has a time of its own (`Arrivals`), an answer that is computed has
/// the model's.
final class ConnectionReaper {
    /// Far below any of the times, and rare enough that ten thousand connections cost nothing.
    private static final long POLL_MILLIS = 250;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionReaper.class);

    private final Times times;
    private final LongSupplier nanoClock;
    private final Set<ConnectionProgressHandler> open = new LinkedHashSet<>();
    private int reset;
    private boolean settling;
    private boolean stopped;

    /// Time limits for slow clients, in nanoseconds.
    ///
    /// @param headersNanos for a request's headers, from the first byte, or from the connection
    /// @param takingNanos for any byte of an answer to be taken
    /// @param idleNanos without a byte in either direction
    record Times(long headersNanos, long takingNanos, long idleNanos) {
        static Times of(ServerLimits limits) {
            return new Times(
                    limits.headersTimeout().toNanos(),
                    limits.takingTimeout().toNanos(),
                    limits.idleTimeout().toNanos());
        }
    }

    private ConnectionReaper(Times times, LongSupplier nanoClock) {
        this.times = times;
        this.nanoClock = nanoClock;
    }

    /// Begins to look, for as long as the event loop lives.
    ///
    /// @param nanoClock on the scale of [System#nanoTime()]
    static ConnectionReaper on(EventLoop loop, Times times, LongSupplier nanoClock) {
        var watch = new ConnectionReaper(times, nanoClock);
        var _ =
                loop.scheduleAtFixedRate(
                        watch::poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /// The time by which connections are overdue.
    long now() {
        return nanoClock.getAsLong();
    }

    void begin(ConnectionProgressHandler connection) {
        if (stopped) {
            connection.close();
        } else {
            open.add(connection);
        }
    }

    /// Whether the server is about to stop, and waits for clients to say no more.
    boolean isSettling() {
        return settling;
    }

    /// Connections whose clients are likely to send a request, or have an answer to take. The first
    /// call has them all linger when they are closed.
    int countUnsettled() {
        settling = true;
        long now = now();
        int count = 0;
        for (ConnectionProgressHandler connection : open) {
            if (connection.isUnsettled(now)) {
                count++;
            }
        }
        return count;
    }

    /// Closes what is open and what may still come: the event loop ends. Vert.x closes only those
    /// connections that it knows, and Netty none, if it is signalled to end while it processes
    /// tasks.
    void stop() {
        stopped = true;
        List.copyOf(open).forEach(ConnectionProgressHandler::close);
    }

    void end(ConnectionProgressHandler connection) {
        open.remove(connection);
    }

    /// Counts answers that were cut off, for the log.
    void wasReset(int answers) {
        reset += answers;
    }

    /// A connection that cannot be checked is closed: a check that throws would be the event loop's
    /// last.
    private boolean isOverdue(ConnectionProgressHandler connection, long now) {
        try {
            return connection.isOverdue(now, times);
        } catch (RuntimeException e) {
            LOG.error("a connection cannot be watched and is closed", e);
            return true;
        }
    }

    private void poll() {
        long now = now();
        reset = 0;
        List<ConnectionProgressHandler> overdue = new ArrayList<>();
        for (ConnectionProgressHandler connection : open) {
            if (isOverdue(connection, now)) {
                overdue.add(connection);
            }
        }
        if (reset > 0) {
            LOG.debug("{} answers over HTTP/2 were not taken and are cut off", reset);
        }
        if (!overdue.isEmpty()) {
            LOG.debug("{} connections kept the server waiting and are closed", overdue.size());
            overdue.forEach(ConnectionProgressHandler::close);
        }
    }
}
