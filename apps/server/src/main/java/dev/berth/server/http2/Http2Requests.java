package dev.berth.server.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/// The gRPC calls of one HTTP/2 connection, whose frames are taken before Vert.x makes requests of
/// them: each of its streams begins with a queue of 4 KB. All other streams are Vert.x's. Lives on
/// one event loop; why, ADR 0041.
public final class Http2Calls extends Http2FrameListenerDecorator {
    private static final AsciiString CONTENT_TYPE = new AsciiString("application/grpc");
    private static final AsciiString POST = new AsciiString("POST");

    /// Marks a stream that is Vert.x's.
    private static final Object OTHER = new Object();

    private final HttpConnection connection;
    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;

    /// Handlers are called in it, as Vert.x calls its own: some look for the context they are in.
    private final ContextInternal loop;

    private final Http2Connection multiplexed;
    private final Http2Connection.PropertyKey key;
    private final Handler<CallStream> front;

    private Http2Calls(
            Http2FrameListener others,
            Http2ServerConnection connection,
            Http2ConnectionHandler handler,
            Handler<CallStream> front) {
        super(others);
        this.connection = connection;
        this.handler = handler;
        this.context = connection.channel().pipeline().context(handler);
        this.loop = connection.context();
        this.multiplexed = handler.connection();
        this.key = multiplexed.newKey();
        this.front = front;
    }

    /// Begins to take the calls of a connection that has just been opened, on its event loop.
    ///
    /// @param front hears of each call
    public static void begin(Http2ServerConnection connection, Handler<CallStream> front) {
        var pipeline = connection.channel().pipeline();
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Http2FrameListener others = handler.decoder().frameListener();
        var calls = new Http2Calls(others, connection, handler, front);
        handler.decoder().frameListener(calls);
        calls.multiplexed.addListener(calls.new Closed());
        pipeline.addBefore(calls.context.name(), null, calls.new Farewell());
    }

    private @Nullable Http2Call call(int streamId) {
        Http2Stream stream = multiplexed.stream(streamId);
        return stream == null ? null : call(stream);
    }

    private @Nullable Http2Call call(Http2Stream stream) {
        return stream.<Object>getProperty(key) instanceof Http2Call call ? call : null;
    }

    /// Anything else is answered, or refused, as other requests are.
    private static boolean isCall(Http2Headers headers) {
        CharSequence contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null
                || !AsciiString.regionMatches(
                        contentType, false, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length())) {
            return false;
        }
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        return method != null
                && POST.contentEquals(method)
                && path != null
                && !path.isEmpty()
                && headers.scheme() != null;
    }

    /// Headers have come.
    ///
    /// @return whether they are those of a call, or its trailers
    private boolean take(int streamId, Http2Headers headers, boolean last) {
        Http2Stream stream = multiplexed.stream(streamId);
        if (stream == null) {
            return false;
        }
        Object known = stream.getProperty(key);
        if (known == null && !isCall(headers)) {
            // Whatever its trailers say.
            known = OTHER;
            stream.setProperty(key, OTHER);
        }
        if (known == OTHER) {
            return false;
        }
        ContextInternal before = loop.beginDispatch();
        try {
            Http2Call call = known instanceof Http2Call begun ? begun : begin(stream, headers);
            if (last) {
                call.ended();
            }
        } finally {
            loop.endDispatch(before);
        }
        return true;
    }

    private Http2Call begin(Http2Stream stream, Http2Headers headers) {
        var call = new Http2Call(this, stream, headers);
        stream.setProperty(key, call);
        front.handle(call);
        return call;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endStream)
            throws Http2Exception {
        if (!take(streamId, headers, endStream)) {
            super.onHeadersRead(ctx, streamId, headers, padding, endStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream)
            throws Http2Exception {
        if (!take(streamId, headers, endStream)) {
            super.onHeadersRead(
                    ctx,
                    streamId,
                    headers,
                    streamDependency,
                    weight,
                    exclusive,
                    padding,
                    endStream);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endStream)
            throws Http2Exception {
        Http2Call call = call(streamId);
        if (call == null) {
            return super.onDataRead(ctx, streamId, data, padding, endStream);
        }
        int length = data.readableBytes();
        ContextInternal before = loop.beginDispatch();
        try {
            boolean taken = call.arrived(data);
            if (endStream) {
                call.ended();
            }
            return taken ? padding + length : padding;
        } finally {
            loop.endDispatch(before);
        }
    }

    HttpConnection connection() {
        return connection;
    }

    Http2ConnectionHandler handler() {
        return handler;
    }

    ChannelHandlerContext context() {
        return context;
    }

    /// Tells calls whose streams are closed, by whomever.
    private final class Closed extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Call call = call(stream);
            if (call == null) {
                return;
            }
            ContextInternal before = loop.beginDispatch();
            try {
                call.closed();
            } finally {
                loop.endDispatch(before);
            }
        }
    }

    /// Tells a client that broke the protocol so, before its connection is closed: Vert.x looks for
    /// a stream of its own in each that is open, fails at a call's, and closes without a word.
    private final class Farewell extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (!multiplexed.goAwaySent() && ctx.channel().isActive()) {
                var _ =
                        handler.encoder()
                                .writeGoAway(
                                        context,
                                        multiplexed.remote().lastStreamCreated(),
                                        Http2Error.PROTOCOL_ERROR.code(),
                                        Unpooled.EMPTY_BUFFER,
                                        context.newPromise());
                ctx.flush();
            }
            var _ = ctx.close(promise);
        }
    }
}
