package dev.berth.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.net.impl.VertxHandler;

/// Puts the pieces of HTTP/1.1's bodies on the heap, where those that are forgotten need no
/// release. Vert.x copies each piece there anyway, but only when it comes to it: pieces of requests
/// that wait behind one under way it forgets when the connection closes, and those behind a request
/// for HTTP/2 that it refuses. Stands behind the decoder; lives on one event loop.
final class HeapContent extends ChannelInboundHandlerAdapter {
    /// Vert.x's name of the handler behind HTTP/1.1's decoder.
    private static final String ENCODER = "httpEncoder";

    private HeapContent() {}

    /// Has it stand in the pipeline of a connection without TLS from the first request on, of which
    /// Vert.x tells only if it does not ask for HTTP/2. Called before the first bytes are read.
    static void expect(ChannelPipeline pipeline) {
        ChannelHandlerContext choice = pipeline.context(Http1xOrH2CHandler.class);
        if (choice != null) {
            pipeline.addAfter(choice.name(), null, new Expected());
        }
    }

    /// Has it stand in the pipeline if that is one of HTTP/1.1 and has it not.
    static void begin(ChannelPipeline pipeline) {
        if (pipeline.get(ENCODER) != null && pipeline.get(HeapContent.class) == null) {
            pipeline.addAfter(ENCODER, null, new HeapContent());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.fireChannelRead(message instanceof HttpContent content ? onHeap(content) : message);
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

    /// Sees the first bytes when Vert.x has made its choice of a protocol.
    private static final class Expected extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            begin(ctx.pipeline());
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(message);
        }
    }
}
