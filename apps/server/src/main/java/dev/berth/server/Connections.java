package dev.berth.server;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http2ServerConnection;
import java.util.concurrent.atomic.AtomicInteger;

/// The open connections of all event loops. Thread-safe.
final class Connections {
    /// More answers than a connection's streams can have ready at once.
    private static final int FLUSHES_AT_ONCE_MAX = 256;

    private final int max;
    private final AtomicInteger count = new AtomicInteger();

    /// @param max further connections are closed at once
    Connections(int max) {
        this.max = max;
    }

    int count() {
        return count.get();
    }

    /// Called on the connection's event loop when it begins.
    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> count.decrementAndGet());
        if (count.incrementAndGet() > max) {
            connection.close();
        } else if (connection instanceof Http2ServerConnection http2) {
            ControlFrames.bound(connection);
            // An answer ends in two or three frames, each with a flush of its own, and several
            // streams are answered in one go: one write for all of them instead. Vert.x offers no
            // other way to its pipeline.
            http2.channel()
                    .pipeline()
                    .addFirst(new FlushConsolidationHandler(FLUSHES_AT_ONCE_MAX, true));
        }
    }
}
