package dev.berth.server.http2;

import io.vertx.core.Handler;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.http.impl.TakenStreamMark;
import org.jspecify.annotations.Nullable;

/// Takes the requests of one event loop's HTTP/2 connections before Vert.x makes streams of them.
public final class Http2Intake {
    private final Handler<RequestStream> front;
    private @Nullable TakenStreamMark mark;

    /// @param front hears of each request, and must not throw
    public Http2Intake(Handler<RequestStream> front) {
        this.front = front;
    }

    /// Begins to take the requests of a connection that has just been opened, on its event loop.
    public void begin(Http2ServerConnection connection) {
        TakenStreamMark made = mark;
        if (made == null) {
            made = new TakenStreamMark(connection, connection.context());
            mark = made;
        }
        Http2Requests.begin(connection, made, front);
    }
}
