package dev.berth.client.wire;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/// Finds out that a connection of HTTP/2 is dead though no peer closed it: its other end has gone
/// without a word, or its packets are lost. Lives on the connection's event loop.
final class Pings {
    private static final int PING_BYTES = 8;

    private final Vertx vertx;
    private final HttpConnection connection;
    private final Duration interval;
    private boolean waiting;

    Pings(Vertx vertx, HttpConnection connection, Duration interval) {
        this.vertx = vertx;
        this.connection = connection;
        this.interval = interval;
    }

    /// Pings from now on.
    ///
    /// @return ends it
    Runnable begin() {
        long timer = vertx.setPeriodic(interval.toMillis(), id -> ping());
        return () -> vertx.cancelTimer(timer);
    }

    private void ping() {
        if (waiting) {
            var _ = connection.close();
            return;
        }
        waiting = true;
        connection.ping(Buffer.buffer(new byte[PING_BYTES])).onSuccess(pong -> waiting = false);
    }
}
