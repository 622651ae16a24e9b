package dev.berth.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.VertxHandler;
import java.nio.charset.StandardCharsets;

/// Handler between HTTP/1.1's codec and Vert.x that bounds the memory of the requests that
/// [Http1FastPathDecoder] leaves to Vert.x.
///
/// Puts the pieces of bodies on the heap, where those that are forgotten need no release. Vert.x
/// copies each piece there anyway, but only when it comes to it: pieces of requests that wait
/// behind one in flight it forgets when the connection closes, and those behind a request for
/// HTTP/2 that it refuses. Reports requests and responses.
///
/// Writes the head of a short answer and its content as one buffer, past the encoder, which makes
/// two of them: to keep, hand on and report two costs more than to copy one. Lives on one event
/// loop.
public final class Http1Guard extends ChannelDuplexHandler {
    /// Vert.x's name of the handler behind HTTP/1.1's decoder.
    private static final String ENCODER = "httpEncoder";

    /// Longer contents are written as they are.
    private static final int JOINED_BYTES_MAX = 4096;

    /// Room for most heads.
    private static final int HEAD_BYTES = 256;

    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = '\r' << 8 | '\n';

    private final Http1FastPathDecoder.Watch watch;
    private final Http1FastPathDecoder requests;
    private final ChannelHandlerContext encoder;

    /// False since the first request of another method than GET and POST: what is written in answer
    /// to HEAD has its content left out.
    private boolean answersHaveContent = true;

    private Http1Guard(
            Http1FastPathDecoder.Watch watch,
            Http1FastPathDecoder requests,
            ChannelHandlerContext encoder) {
        this.watch = watch;
        this.requests = requests;
        this.encoder = encoder;
    }

    /// Adds it to the pipeline of a connection without TLS from the first request on, which Vert.x
    /// reports only if it does not upgrade to HTTP/2. Called before the first bytes are read.
    ///
    /// @param options how long lines and headers may be
    public static void expect(
            ChannelPipeline pipeline, HttpServerOptions options, Http1FastPathDecoder.Watch watch) {
        ChannelHandlerContext choice = pipeline.context(Http1xOrH2CHandler.class);
        if (choice != null) {
            pipeline.addAfter(choice.name(), null, new Expected(options, watch));
        }
    }

    /// Adds it to the pipeline of a connection unless it is there, and starts the fast path.
    static void begin(
            Http1xServerConnection opened,
            HttpServerOptions options,
            Http1FastPathDecoder.Watch watch,
            Http1FastPath intake) {
        ChannelPipeline pipeline = opened.channel().pipeline();
        begin(pipeline, options, watch);
        Http1Guard guard = pipeline.get(Http1Guard.class);
        if (guard != null) {
            guard.requests.take(opened, intake);
        }
    }

    private static void begin(
            ChannelPipeline pipeline, HttpServerOptions options, Http1FastPathDecoder.Watch watch) {
        ChannelHandlerContext encoder = pipeline.context(ENCODER);
        if (encoder != null && pipeline.get(Http1Guard.class) == null) {
            Http1FastPathDecoder requests =
                    Http1FastPathDecoder.begin(pipeline, options, watch, encoder);
            pipeline.addAfter(ENCODER, null, new Http1Guard(watch, requests, encoder));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            answersHaveContent &=
                    HttpMethod.POST.equals(request.method())
                            || HttpMethod.GET.equals(request.method());
            watch.beganRequest();
        }
        ctx.fireChannelRead(message instanceof HttpContent content ? onHeap(content) : message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse answer
                && answer.headers()
                        .contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            requests.answersLast();
        }
        if (message instanceof HttpResponse answer
                && answer.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            watch.upgraded();
        }
        if (message instanceof FullHttpResponse answer && canJoin(answer)) {
            var _ = encoder.write(joined(ctx, answer), promise);
        } else {
            var _ = ctx.write(message, promise);
        }
        if (message instanceof LastHttpContent && !isInformational(message)) {
            requests.onAnsweredByGuard();
            watch.endedAnswer();
        }
    }

    private boolean canJoin(FullHttpResponse answer) {
        return answersHaveContent
                && answer.status().code() == HttpResponseStatus.OK.code()
                && answer.content().readableBytes() <= JOINED_BYTES_MAX
                && answer.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && answer.headers() instanceof HeadersMultiMap headers
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, FullHttpResponse answer) {
        try {
            ByteBuf content = answer.content();
            ByteBuf joined = ctx.alloc().directBuffer(HEAD_BYTES + content.readableBytes());
            joined.writeBytes(OK);
            ((HeadersMultiMap) answer.headers()).encode(joined, false);
            return joined.writeShort(CRLF).writeBytes(content);
        } finally {
            answer.release();
        }
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @SuppressWarnings("ReferenceEquality") // Whether it was copied, not whether it reads the same.
    private static HttpContent onHeap(HttpContent content) {
        ByteBuf pooled = content.content();
        ByteBuf bytes = VertxHandler.safeBuffer(pooled);
        if (bytes == pooled) {
            return content;
        }
        HttpContent copy =
                content instanceof LastHttpContent last
                        ? new DefaultLastHttpContent(bytes, last.trailingHeaders())
                        : new DefaultHttpContent(bytes);
        copy.setDecoderResult(content.decoderResult());
        return copy;
    }

    /// Handler that sees the first bytes after Vert.x has chosen a protocol.
    private static final class Expected extends ChannelInboundHandlerAdapter {
        private final HttpServerOptions options;
        private final Http1FastPathDecoder.Watch watch;

        Expected(HttpServerOptions options, Http1FastPathDecoder.Watch watch) {
            this.options = options;
            this.watch = watch;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            begin(ctx.pipeline(), options, watch);
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(message);
        }
    }
}
