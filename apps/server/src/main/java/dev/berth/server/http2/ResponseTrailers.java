package dev.berth.server.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;

/// Trailers behind [ResponseData] that wait for a window, with which the answer ends. Lives on one
/// event loop.
record ResponseTrailers(
        Http2ConnectionHandler handler,
        Http2Stream stream,
        Http2Headers trailers,
        ChannelPromise taken)
        implements FlowControlled {
    /// They are no part of what windows allow.
    @Override
    public int size() {
        return 0;
    }

    @Override
    public void write(ChannelHandlerContext context, int allowed) {
        var _ =
                handler.encoder()
                        .frameWriter()
                        .writeHeaders(context, stream.id(), trailers, 0, true, taken);
        stream.headersSent(false);
    }

    @Override
    public void writeComplete() {
        handler.closeStreamLocal(stream, taken);
    }

    @Override
    public void error(ChannelHandlerContext context, Throwable cause) {
        var _ = taken.tryFailure(StreamClosed.INSTANCE);
    }

    @Override
    public boolean merge(ChannelHandlerContext context, FlowControlled next) {
        return false;
    }
}
