package dev.berth.server.http2;

import io.vertx.core.Handler;
import io.vertx.core.http.impl.FastPathStreamMarker;
import io.vertx.core.http.impl.Http2ServerConnection;
import org.jspecify.annotations.Nullable;

/// Fast path of one event loop's HTTP/2 connections, which takes requests before Vert.x makes
/// streams of them.
public final class Http2FastPath {
    private final Handler<RequestStream> handler;
    private @Nullable FastPathStreamMarker mark;

    /// @param handler is notified of each request, and must not throw
    public Http2FastPath(Handler<RequestStream> handler) {
        this.handler = handler;
    }

    /// Begins to take the requests of a connection that has just been opened, on its event loop.
    public void begin(Http2ServerConnection connection) {
        FastPathStreamMarker made = mark;
        if (made == null) {
            made = new FastPathStreamMarker(connection, connection.context());
            mark = made;
        }
        Http2FastPathListener.begin(connection, made, handler);
    }
}
