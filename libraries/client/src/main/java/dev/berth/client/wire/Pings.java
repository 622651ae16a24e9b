package dev.berth.client.wire;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/// Detector of dead HTTP/2 connections whose peer did not close them, because it vanished or
/// packets are lost. Confined to the connection's event loop.
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

    /// Starts pinging.
    ///
    /// @return stops it
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
