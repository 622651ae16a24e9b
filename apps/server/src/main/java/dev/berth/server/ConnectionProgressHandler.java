package dev.berth.server;

import dev.berth.server.http1.Http1FastPath;
import dev.berth.server.http1.Http1FastPathDecoder;
import dev.berth.server.http1.Http1Guard;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection under [ConnectionReaper]: what its pipeline leaves behind, and since when nothing
/// was done that should have been. First in the pipeline, and alone there until the client has sent
/// something: in every protocol that is served the client speaks first, and what answers takes
/// several times as much memory as a connection without it (ADR 0047). Counts reads, and stops
/// reading while the client does not take what was written, so that answers to requests sent
/// without reading do not pile up, while a request waits behind another one, and while the
/// connection is to [#rest]. Lives on one event loop.
final class ConnectionProgressHandler extends ChannelDuplexHandler
        implements Http1FastPathDecoder.Watch {
    /// Netty's and Vert.x's name of HTTP/1.1's decoder.
    private static final String DECODER = "httpDecoder";

    /// Vert.x's name of the handler of the first request without TLS, which may upgrade to HTTP/2.
    private static final String UPGRADE = "h2c";

    /// Requests of HTTP/1.1 on a connection, which are answered one after the other.
    private static final int UNANSWERED_MAX = 1;

    /// Time for the client to read the last response and to end the connection itself.
    private static final long LINGER_MILLIS = 2000;

    /// The same where the whole server waits for it.
    private static final long LINGER_SETTLING_MILLIS = 500;

    /// A client that sends its next request as soon as it has an answer has done so by then, also a
    /// slow one.
    private static final long QUIET_NANOS = 250_000_000;

    private final ConnectionReaper watch;
    private final HttpServerOptions http1;
    private @Nullable ChannelHandler server;
    private @Nullable ChannelHandlerContext context;
    private int reads;
    private int readsAtEndOfRequest;
    private boolean inRequest;
    private boolean counted;
    private boolean resting;
    private long restEndNanos;
    private int unanswered;
    private boolean waits;
    private boolean endsEarly;
    private boolean upgraded;
    private boolean lingering;
    private @Nullable StalledResponseReaper http2;
    private int readsSeen;
    private long writeMarkSeen;
    private long activeNanos;
    private long completeNanos;
    private long takenNanos;

    /// @param http1 how long lines and headers may be
    /// @param server joins the pipeline with the first bytes, and receives them
    ConnectionProgressHandler(
            ConnectionReaper watch, HttpServerOptions http1, ChannelHandler server) {
        this.watch = watch;
        this.http1 = http1;
        this.server = server;
    }

    /// Starts the fast path of the connection; called when it is known to be one of HTTP/1.1.
    void begin(Http1xServerConnection opened, Http1FastPath intake) {
        intake.begin(opened, http1, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        long now = watch.now();
        activeNanos = now;
        completeNanos = now;
        takenNanos = now;
        watch.begin(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        watch.end(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
            return;
        }
        reads++;
        if (watch.isSettling()) {
            activeNanos = watch.now();
        }
        if (server != null) {
            ctx.pipeline().addLast(server);
            server = null;
            Http1Guard.expect(ctx.pipeline(), http1, this);
        }
        ctx.fireChannelRead(message);
    }

    /// Without anything behind, what breaks is the connection itself, which ends of its own.
    @Override
    @SuppressWarnings("deprecation") // Netty's interface has it for handlers of both directions.
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (server == null) {
            ctx.fireExceptionCaught(cause);
        } else {
            close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isHeld(ctx.channel())) {
            hold(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (isHeld(ctx.channel())) {
            hold(ctx);
        } else {
            readOn(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    /// Called when a request of HTTP/1.1 has begun that Vert.x answers. Behind one that waits for
    /// its turn to be answered no more is read: Vert.x makes objects of all that it is given, ten
    /// times as large as what was sent.
    @Override
    public void beganRequest() {
        unanswered++;
        if (unanswered == UNANSWERED_MAX + 1 && context != null) {
            hold(context);
        }
    }

    /// Called when an answer over HTTP/1.1 is written.
    @Override
    public void endedAnswer() {
        unanswered--;
        if (unanswered == UNANSWERED_MAX && context != null && !isHeld(context.channel())) {
            readOn(context);
        }
    }

    @Override
    public void tookRequest() {
        inRequest = false;
        readsAtEndOfRequest = reads;
    }

    @Override
    public void waits(boolean more) {
        waits = more;
        if (context == null) {
            return;
        }
        if (more) {
            hold(context);
        } else if (!isHeld(context.channel())) {
            readOn(context);
        }
    }

    @Override
    public void upgraded() {
        upgraded = true;
    }

    @Override
    public void endsEarly() {
        endsEarly = true;
    }

    /// Where the client may still be sending, it first learns that no more comes, and what it sends
    /// is dropped until it ends the connection too, or its time is over.
    ///
    /// Source: RFC 9112, section 9.6.
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (lingering) {
            var _ = ctx.channel().closeFuture().addListener(new PromiseNotifier<>(promise));
        } else if ((endsEarly || watch.isSettling())
                && ctx.channel() instanceof DuplexChannel open
                && open.isActive()) {
            lingering = true;
            var _ = ctx.channel().closeFuture().addListener(new PromiseNotifier<>(promise));
            linger(ctx, open);
        } else {
            var _ = ctx.close(promise);
        }
    }

    private void linger(ChannelHandlerContext ctx, DuplexChannel open) {
        ctx.flush();
        var _ = open.shutdownOutput();
        readOn(ctx);
        var _ =
                open.eventLoop()
                        .schedule(
                                () -> {
                                    close();
                                },
                                watch.isSettling() ? LINGER_SETTLING_MILLIS : LINGER_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    /// Decoders request a read whenever they have read something that gave no message, as HTTP/2's
    /// always do.
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!isHeld(ctx.channel())) {
            ctx.read();
        }
    }

    /// Pauses reading for so long, after the reads already requested.
    void rest(long millis) {
        ChannelHandlerContext here = context;
        if (here == null) {
            return;
        }
        hold(here);
        long now = watch.now();
        if (resting) {
            restEndNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        } else {
            resting = true;
            restEndNanos = now + TimeUnit.MILLISECONDS.toNanos(millis);
            endRestLater(here, now);
        }
    }

    private void endRestLater(ChannelHandlerContext here, long now) {
        var _ =
                here.channel()
                        .eventLoop()
                        .schedule(() -> endRest(here), restEndNanos - now, TimeUnit.NANOSECONDS);
    }

    private void endRest(ChannelHandlerContext here) {
        long now = watch.now();
        if (now - restEndNanos < 0) {
            endRestLater(here, now);
        } else {
            resting = false;
            if (!isHeld(here.channel())) {
                readOn(here);
            }
        }
    }

    private boolean isHeld(Channel open) {
        if (lingering) {
            return false;
        }
        return resting || waits || !open.isWritable() || unanswered > UNANSWERED_MAX;
    }

    /// Stops Netty's reads, even one that was due.
    private static void hold(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
    }

    private static void readOn(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(true);
        // Read requests during the pause were ignored.
        ctx.read();
    }

    /// Whether the connection must be closed.
    boolean isOverdue(long now, ConnectionReaper.Times times) {
        if (context == null) {
            return false;
        }
        Channel open = context.channel();
        learnProtocol(open);
        if (reads != readsSeen) {
            readsSeen = reads;
            activeNanos = now;
        }
        if (!isBeginningRequest() || isHeld(open)) {
            completeNanos = now;
        }
        long written = writeMark(open);
        if (written != writeMarkSeen) {
            writeMarkSeen = written;
            activeNanos = now;
            takenNanos = now;
        }
        if (written == 0) {
            takenNanos = now;
        }
        if (http2 != null) {
            watch.wasReset(http2.resetOverdue(now, times.takingNanos()));
        }
        return now - completeNanos > times.headersNanos()
                || now - takenNanos > times.takingNanos()
                || now - activeNanos > times.idleNanos();
    }

    /// Before its first request a connection is always about to begin one, whatever it sends.
    private boolean isBeginningRequest() {
        if (http2 != null || upgraded) {
            return false;
        }
        return !counted || (!inRequest && reads != readsAtEndOfRequest);
    }

    private void learnProtocol(Channel open) {
        if (counted || http2 != null) {
            return;
        }
        Http2ConnectionHandler handler = open.pipeline().get(Http2ConnectionHandler.class);
        if (handler != null) {
            http2 = StalledResponseReaper.of(handler);
        } else if (open.pipeline().get(DECODER) instanceof HttpRequestDecoder) {
            open.pipeline().addAfter(DECODER, "berth-requests", new Requests());
            counted = true;
            if (open.pipeline().get(UPGRADE) == null) {
                // The first request was read meanwhile, perhaps wholly.
                readsAtEndOfRequest = reads;
            }
        }
    }

    /// Whether the client of a server that is about to stop may be about to send a request, or
    /// still has to take an answer. A client of HTTP/2 learns which of its requests are not
    /// answered.
    boolean isUnsettled(long now) {
        if (context == null || lingering) {
            return false;
        }
        Channel open = context.channel();
        learnProtocol(open);
        if (reads != readsSeen) {
            readsSeen = reads;
            activeNanos = now;
        }
        Http2ConnectionHandler streams = open.pipeline().get(Http2ConnectionHandler.class);
        return writeMark(open) != 0
                || (streams == null
                        ? now - activeNanos < QUIET_NANOS
                        : streams.connection().numActiveStreams() > 0);
    }

    /// Something that changes whenever the client takes bytes of what waits for it; 0 if nothing
    /// waits.
    private static long writeMark(Channel open) {
        ChannelOutboundBuffer waiting = open.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            return 0;
        }
        return 1 + waiting.totalPendingWriteBytes() * 31 + waiting.currentProgress();
    }

    /// At once: from here on past Vert.x, which would first wait for what was written to be taken.
    void close() {
        if (context != null) {
            var _ = context.close();
        }
    }

    /// Handler that tracks where requests begin and end.
    private final class Requests extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpObject) {
                inRequest = !(message instanceof LastHttpContent);
                readsAtEndOfRequest = reads;
            }
            ctx.fireChannelRead(message);
        }
    }
}
