package dev.berth.server.http1;

import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Fast path of one event loop's HTTP/1.1 connections, which decodes requests before Vert.x makes
/// objects of them.
///
/// Design: what an event loop does for a request is so much code that little of it is left in the
/// processor's caches when the next request comes, least of all when the system's own code for
/// reading and sending runs between. So everything is done for all connections that were ready
/// before the next thing is: read, decode, answer, send.
public final class Http1FastPath {
    private final Handler<FullHttp1Request> handler;

    /// Room for most heads.
    private static final int ROOM_BYTES = 512;

    private final byte[] room = new byte[ROOM_BYTES];
    private final StringInternCache seen = new StringInternCache();
    private final Together decoding = new Together(Http1FastPathDecoder::decodeArrived);
    private final Together sending = new Together(Http1FastPathDecoder::send);

    /// @param handler is notified of each request, and must not throw
    public Http1FastPath(Handler<FullHttp1Request> handler) {
        this.handler = handler;
    }

    /// Begins to take the requests of a connection that has just been opened, on its event loop.
    ///
    /// @param options how long lines and headers may be
    public void begin(
            Http1xServerConnection opened,
            HttpServerOptions options,
            Http1FastPathDecoder.Watch watch) {
        Http1Guard.begin(opened, options, watch, this);
    }

    /// Where the head of an answer may be written before it is copied to the network's memory.
    byte[] room() {
        return room;
    }

    /// Texts of the requests before.
    StringInternCache seen() {
        return seen;
    }

    void dispatch(FullHttp1Request request) {
        handler.handle(request);
    }

    /// Schedules decoding after all ready connections have been read.
    void decodeLater(Http1FastPathDecoder requests, EventLoop loop) {
        decoding.add(requests, loop);
    }

    /// Schedules a flush after the requests that are being answered.
    void sendLater(Http1FastPathDecoder requests, EventLoop loop) {
        sending.add(requests, loop);
    }

    /// Task that runs a step of several connections at once, as the event loop's next.
    private static final class Together {
        private final Consumer<Http1FastPathDecoder> step;
        private List<Http1FastPathDecoder> next = new ArrayList<>();
        private @Nullable List<Http1FastPathDecoder> spare;

        Together(Consumer<Http1FastPathDecoder> step) {
            this.step = step;
        }

        void add(Http1FastPathDecoder requests, EventLoop loop) {
            if (next.isEmpty()) {
                loop.execute(this::take);
            }
            next.add(requests);
        }

        private void take() {
            List<Http1FastPathDecoder> now = next;
            List<Http1FastPathDecoder> empty = spare;
            next = empty == null ? new ArrayList<>() : empty;
            spare = null;
            now.forEach(step);
            now.clear();
            spare = now;
        }
    }
}
