package dev.berth.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.util.function.LongSupplier;

/// Limiter of one HTTP/2 connection's frames that need nothing but an acknowledgement, and of
/// malformed requests: a client that sends too many of them is closed with an error. Its own resets
/// and small continuations are bounded by Netty. Lives on one event loop.
///
/// Closing is the last means, as it costs the server more to let the client in again than to refuse
/// some requests. After each request whose headers cannot be taken the connection is therefore not
/// read for a while, so that such requests cannot arrive faster than they are processed.
final class Http2ControlFrameLimiter {
    /// Clients that measure the round trip ping once in each, some thousands a second on one
    /// machine; an attacker's rate is a hundred times that.
    private static final int PINGS_PER_SECOND_MAX = 10_000;

    /// Settings change once, at the beginning, and perhaps when a client adapts its windows.
    private static final int SETTINGS_PER_SECOND_MAX = 100;

    /// Resets by the server, each of a request that broke the protocol; a client that continues
    /// with them has no other purpose.
    private static final int REFUSED_PER_SECOND_MAX = 50;

    /// A request whose headers are too long is answered with 431 and reset. A few kilobytes can
    /// stand for megabytes of headers, and cost a third of a millisecond to read, or ten times as
    /// much before the code is compiled. This is much more, and hardly noticed by a client that
    /// sent them by error.
    static final long REST_MILLIS = 50;

    private static final long SECOND = 1_000_000_000;

    /// Source: RFC 9113, section 7, ENHANCE_YOUR_CALM.
    private static final long ENHANCE_YOUR_CALM = 0xb;

    private final HttpConnection connection;
    private final Channel channel;

    /// Marks a stream whose headers could be read.
    private final Http2Connection.PropertyKey key;

    private final LongSupplier nanoClock;
    private long windowNanos;
    private int pings;
    private int settings;
    private int refused;
    private boolean ended;

    private Http2ControlFrameLimiter(
            HttpConnection connection,
            Channel channel,
            Http2Connection.PropertyKey key,
            LongSupplier nanoClock) {
        this.connection = connection;
        this.channel = channel;
        this.key = key;
        this.nanoClock = nanoClock;
        this.windowNanos = nanoClock.getAsLong();
    }

    /// @param channel of the same connection
    /// @param nanoClock on the scale of [System#nanoTime()]
    static void bound(HttpConnection connection, Channel channel, LongSupplier nanoClock) {
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        Http2Connection multiplexed = handler.connection();
        var frames =
                new Http2ControlFrameLimiter(connection, channel, multiplexed.newKey(), nanoClock);
        connection.pingHandler(ping -> frames.pinged());
        connection.remoteSettingsHandler(changed -> frames.changed());
        Http2FrameListener before = handler.decoder().frameListener();
        handler.decoder().frameListener(frames.new Read(before, multiplexed));
        multiplexed.addListener(
                new Http2ConnectionAdapter() {
                    @Override
                    public void onStreamClosed(Http2Stream stream) {
                        frames.streamClosed(stream);
                    }
                });
    }

    /// Netty answers what it cannot take by itself, and its reset is all that is seen of it.
    private void streamClosed(Http2Stream stream) {
        if (stream.isResetSent()) {
            refused++;
            if (stream.getProperty(key) == null) {
                rest();
            }
            check();
        }
    }

    private void rest() {
        ConnectionProgressHandler arrived = channel.pipeline().get(ConnectionProgressHandler.class);
        if (arrived != null) {
            // Connections that began to rest together do not continue together.
            arrived.rest(REST_MILLIS + Math.floorMod(channel.hashCode(), REST_MILLIS));
        }
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
        long now = nanoClock.getAsLong();
        if (now - windowNanos > SECOND) {
            windowNanos = now;
            pings = 0;
            settings = 0;
            refused = 0;
        }
        boolean tooMany =
                pings > PINGS_PER_SECOND_MAX
                        || settings > SETTINGS_PER_SECOND_MAX
                        || refused > REFUSED_PER_SECOND_MAX;
        if (tooMany && !ended) {
            ended = true;
            connection.goAway(
                    ENHANCE_YOUR_CALM, Integer.MAX_VALUE, Buffer.buffer("too many frames"));
            // Past Netty, which would first wait for the streams that it continues to open.
            channel.eventLoop().execute(this::cut);
        }
    }

    private void cut() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        // Closed meanwhile by the client.
        if (first != null) {
            var _ = first.close();
        }
    }

    /// Listener that marks requests.
    private final class Read extends Http2FrameListenerDecorator {
        private final Http2Connection multiplexed;

        Read(Http2FrameListener listener, Http2Connection multiplexed) {
            super(listener);
            this.multiplexed = multiplexed;
        }

        private void mark(int streamId) {
            Http2Stream stream = multiplexed.stream(streamId);
            if (stream != null) {
                stream.setProperty(key, Boolean.TRUE);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int streamId,
                Http2Headers headers,
                int padding,
                boolean endStream)
                throws Http2Exception {
            mark(streamId);
            super.onHeadersRead(context, streamId, headers, padding, endStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int streamId,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endStream)
                throws Http2Exception {
            mark(streamId);
            super.onHeadersRead(
                    context,
                    streamId,
                    headers,
                    streamDependency,
                    weight,
                    exclusive,
                    padding,
                    endStream);
        }
    }
}
