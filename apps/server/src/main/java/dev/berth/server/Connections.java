package dev.berth.server;

import dev.berth.server.http1.Http1FastPath;
import dev.berth.server.http2.Http2FastPath;
import io.netty.channel.Channel;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.Http2ServerConnection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open connections of all event loops, from the moment at which they are accepted: those that
/// never send a request take descriptors as well. Notifies those of HTTP/2 that the server is about
/// to stop. Thread-safe.
final class Connections {
    /// Of up to 64 KiB each, before the other connections of an event loop have their turn. What a
    /// client has sent meanwhile can be a megabyte of frames, which take a hundred times as long to
    /// process as to read.
    private static final int HTTP2_READS_PER_TURN = 1;

    /// Source: RFC 9113, section 7.
    private static final long HTTP2_NO_ERROR = 0;

    /// No stream is refused: those that come before the client has seen it are answered too.
    /// Source: RFC 9113, section 6.8, on the first of two GOAWAY frames.
    private static final int LAST_STREAM_ANY = Integer.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final int max;
    private final LongSupplier nanoClock;

    /// The connections of HTTP/2 without a GOAWAY yet, with the context of their event loop.
    private final Map<HttpConnection, Context> multiplexing = new ConcurrentHashMap<>();

    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /// @param max further connections are closed as soon as they are accepted
    /// @param nanoClock on the scale of [System#nanoTime()]
    Connections(int max, LongSupplier nanoClock) {
        this.max = max;
        this.nanoClock = nanoClock;
    }

    int count() {
        return count.get();
    }

    /// Connections that were counted and are closed.
    long ended() {
        return ended.sum();
    }

    /// Sends GOAWAY to the clients of HTTP/2, which then send no further requests and close their
    /// connections when all that they have sent is answered. Those that connect later are not
    /// notified.
    void goAway() {
        multiplexing.forEach(
                (connection, context) -> {
                    multiplexing.remove(connection);
                    context.runOnContext(v -> connection.goAway(HTTP2_NO_ERROR, LAST_STREAM_ANY));
                });
    }

    int max() {
        return max;
    }

    /// Connections that were closed at once since there were too many.
    long refused() {
        return refused.sum();
    }

    /// Counts a connection that was accepted, until it is closed.
    ///
    /// @return false if there are too many; then it is not counted
    boolean admit(Channel accepted) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            refused.increment();
            return false;
        }
        accepted.closeFuture()
                .addListener(
                        closed -> {
                            count.decrementAndGet();
                            ended.increment();
                        });
        return true;
    }

    /// Called on the connection's event loop when its protocol is known.
    ///
    /// @param http1 takes the connection's requests if it is one of HTTP/1.1
    /// @param http2 if it is one of HTTP/2
    void opened(HttpConnection connection, Http1FastPath http1, Http2FastPath http2) {
        connection.exceptionHandler(Connections::broke);
        if (connection instanceof Http2ServerConnection multiplexed) {
            multiplexing.put(connection, Vertx.currentContext());
            connection.closeHandler(closed -> multiplexing.remove(connection));
            // Vert.x offers no other way to its pipeline.
            Channel channel = multiplexed.channel();
            Http2WriteConsolidator.begin(channel.pipeline());
            http2.begin(multiplexed);
            Http2ControlFrameLimiter.bound(connection, channel, nanoClock);
            if (channel.config().getRecvByteBufAllocator()
                    instanceof MaxMessagesRecvByteBufAllocator reads) {
                reads.maxMessagesPerRead(HTTP2_READS_PER_TURN);
            }
        } else if (connection instanceof Http1xServerConnection single) {
            single.channel().pipeline().get(ConnectionProgressHandler.class).begin(single, http1);
        }
    }

    /// Whatever strangers send or break off is no error of the server's, and they could fill its
    /// log with it.
    private static void broke(Throwable failure) {
        boolean isTheirs =
                failure instanceof IOException
                        || failure instanceof CodecException
                        // Netty's, of a version, header, length or chunk that HTTP/1.1 has not.
                        || failure instanceof IllegalArgumentException
                        || (failure instanceof Http2Exception frames
                                && frames.error() != Http2Error.INTERNAL_ERROR);
        if (isTheirs) {
            LOG.debug("a connection broke: {}", failure.getMessage());
        } else {
            LOG.error("a connection failed", failure);
        }
    }
}
