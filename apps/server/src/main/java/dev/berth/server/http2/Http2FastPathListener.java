package dev.berth.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.FastPathStreamMarker;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/// The requests of one HTTP/2 connection, whose frames are taken before Vert.x makes streams of
/// them, each with a queue of 4 KB. Left to Vert.x are the connection itself, the request by which
/// one of HTTP/1.1 became one of HTTP/2, and the refusal of what is no request. Lives on one event
/// loop; why, ADR 0041.
final class Http2FastPathListener extends Http2FrameListenerDecorator {
    private static final AsciiString CONTENT_TYPE = new AsciiString("application/grpc");
    private static final AsciiString POST = new AsciiString("POST");

    private static final AsciiString CONNECT = new AsciiString("CONNECT");

    /// Marks a stream that is Vert.x's.
    private static final Object OTHER = new Object();

    private final Http2ServerConnection connection;
    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;

    /// Handlers are called in it, as Vert.x calls its own: some look for the context they are in.
    private final ContextInternal loop;

    private final Http2Connection multiplexed;
    private final Http2Connection.PropertyKey key;
    private final FastPathStreamMarker mark;
    private final Handler<RequestStream> requestHandler;

    private Http2FastPathListener(
            Http2FrameListener others,
            Http2ServerConnection connection,
            Http2ConnectionHandler handler,
            FastPathStreamMarker mark,
            Handler<RequestStream> requestHandler) {
        super(others);
        this.connection = connection;
        this.handler = handler;
        this.context = connection.channel().pipeline().context(handler);
        this.loop = connection.context();
        this.multiplexed = handler.connection();
        this.key = multiplexed.newKey();
        this.mark = mark;
        this.requestHandler = requestHandler;
    }

    /// Begins to take the requests of a connection that has just been opened, on its event loop.
    ///
    /// @param mark of the event loop
    /// @param requestHandler is notified of each, and must not throw
    static void begin(
            Http2ServerConnection connection,
            FastPathStreamMarker mark,
            Handler<RequestStream> requestHandler) {
        var pipeline = connection.channel().pipeline();
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Http2FrameListener others = handler.decoder().frameListener();
        var requests = new Http2FastPathListener(others, connection, handler, mark, requestHandler);
        handler.decoder().frameListener(requests);
        requests.multiplexed.addListener(requests.new Closed());
    }

    private @Nullable FastPathStream taken(int streamId) {
        Http2Stream stream = multiplexed.stream(streamId);
        return stream == null ? null : taken(stream);
    }

    private @Nullable FastPathStream taken(Http2Stream stream) {
        return stream.<Object>getProperty(key) instanceof FastPathStream taken ? taken : null;
    }

    /// Anything else Vert.x refuses.
    ///
    /// Source: RFC 9113, section 8.3.1.
    private static boolean isRequest(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        if (method == null
                || CONNECT.contentEquals(method)
                || headers.scheme() == null
                || path == null
                || path.isEmpty()) {
            return false;
        }
        CharSequence authority = headers.authority();
        CharSequence host = headers.get(HttpHeaderNames.HOST);
        return authority == null
                || host == null
                || AsciiString.contentEqualsIgnoreCase(authority, host);
    }

    /// Whether a request is a call of gRPC's.
    static boolean isCall(Http2Headers headers) {
        CharSequence contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null
                || !AsciiString.regionMatches(
                        contentType, false, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length())) {
            return false;
        }
        return POST.contentEquals(headers.method());
    }

    /// Headers have come.
    ///
    /// @return whether they are those of a request that is taken here, or its trailers
    private boolean take(int streamId, Http2Headers headers, boolean last) {
        Http2Stream stream = multiplexed.stream(streamId);
        if (stream == null) {
            return false;
        }
        Object known = stream.getProperty(key);
        if (known == null && !isRequest(headers)) {
            // Whatever its trailers say.
            known = OTHER;
            stream.setProperty(key, OTHER);
            mark.remove(connection, stream);
        }
        if (known == OTHER) {
            return false;
        }
        ContextInternal before = loop.beginDispatch();
        try {
            FastPathStream taken =
                    known instanceof FastPathStream begun ? begun : begin(stream, headers);
            if (last) {
                taken.ended();
            }
        } finally {
            loop.endDispatch(before);
        }
        return true;
    }

    private FastPathStream begin(Http2Stream stream, Http2Headers headers) {
        var taken = new FastPathStream(this, stream, headers);
        stream.setProperty(key, taken);
        requestHandler.handle(taken);
        return taken;
    }

    /// What Vert.x refuses stays open until its reset is sent.
    private void markRefused(int streamId) {
        Http2Stream stream = multiplexed.stream(streamId);
        if (stream != null) {
            mark.markAbandoned(connection, stream);
        }
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
            markRefused(streamId);
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
            markRefused(streamId);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endStream)
            throws Http2Exception {
        FastPathStream stream = taken(streamId);
        if (stream == null) {
            return super.onDataRead(ctx, streamId, data, padding, endStream);
        }
        int length = data.readableBytes();
        ContextInternal before = loop.beginDispatch();
        try {
            boolean dealtWith = stream.onData(data);
            if (endStream) {
                stream.ended();
            }
            return dealtWith ? padding + length : padding;
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

    /// Listener that notifies requests of closed streams.
    private final class Closed extends Http2ConnectionAdapter {
        /// Netty answers some by itself, so that their headers never come here.
        @Override
        public void onStreamAdded(Http2Stream stream) {
            mark.mark(connection, stream);
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            FastPathStream taken = taken(stream);
            if (taken == null) {
                return;
            }
            ContextInternal before = loop.beginDispatch();
            try {
                taken.closed();
            } finally {
                loop.endDispatch(before);
            }
        }
    }
}
