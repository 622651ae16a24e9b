package dev.berth.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;

/// The frames of one HTTP/2 connection that ask for nothing but an acknowledgement: a client that
/// sends more of them than any has reason to is told so and closed. Resets, small continuations and
/// headers are bounded by Netty. Lives on one event loop.
final class ControlFrames {
    /// Clients that measure the round trip ping once in each, some thousands a second on one
    /// machine; an attacker's rate is a hundred times that.
    private static final int PINGS_PER_SECOND_MAX = 10_000;

    /// Settings change once, at the beginning, and perhaps when a client adapts its windows.
    private static final int SETTINGS_PER_SECOND_MAX = 100;

    private static final long SECOND = 1_000_000_000;

    /// Source: RFC 9113, section 7, ENHANCE_YOUR_CALM.
    private static final long ENHANCE_YOUR_CALM = 0xb;

    private final HttpConnection connection;
    private long windowNanos = System.nanoTime();
    private int pings;
    private int settings;
    private boolean ended;

    private ControlFrames(HttpConnection connection) {
        this.connection = connection;
    }

    static void bound(HttpConnection connection) {
        var frames = new ControlFrames(connection);
        connection.pingHandler(ping -> frames.pinged());
        connection.remoteSettingsHandler(changed -> frames.changed());
    }

    private void pinged() {
        pings++;
        check();
    }

    private void changed() {
        settings++;
        check();
    }

    private void check() {
        long now = System.nanoTime();
        if (now - windowNanos > SECOND) {
            windowNanos = now;
            pings = 0;
            settings = 0;
        }
        boolean tooMany = pings > PINGS_PER_SECOND_MAX || settings > SETTINGS_PER_SECOND_MAX;
        if (tooMany && !ended) {
            ended = true;
            connection.goAway(
                    ENHANCE_YOUR_CALM, Integer.MAX_VALUE, Buffer.buffer("too many frames"));
            var _ = connection.close();
        }
    }
}
