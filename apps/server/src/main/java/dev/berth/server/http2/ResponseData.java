package dev.berth.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;

/// Bytes of an answer, which go as the windows allow. Those that cannot be sent any more are
/// dropped; Netty's own would reset the stream as well, which is closed by then. Lives on one event
/// loop.
final class ResponseData implements FlowControlled {
    private final Http2ConnectionHandler handler;
    private final Http2Stream stream;
    private final boolean last;
    private final ChannelPromise taken;
    private ByteBuf rest;
    private int size;

    /// @param bytes released when they are sent, or dropped
    /// @param last whether the answer ends with them
    /// @param taken done when the network has all, or they are dropped
    ResponseData(
            Http2ConnectionHandler handler,
            Http2Stream stream,
            ByteBuf bytes,
            boolean last,
            ChannelPromise taken) {
        this.handler = handler;
        this.stream = stream;
        this.rest = bytes;
        this.size = bytes.readableBytes();
        this.last = last;
        this.taken = taken;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void write(ChannelHandlerContext context, int allowed) {
        if (size > allowed) {
            if (allowed > 0) {
                size -= allowed;
                var _ =
                        handler.encoder()
                                .frameWriter()
                                .writeData(
                                        context,
                                        stream.id(),
                                        rest.readRetainedSlice(allowed),
                                        0,
                                        false,
                                        context.newPromise());
            }
            return;
        }
        var _ =
                handler.encoder()
                        .frameWriter()
                        .writeData(context, stream.id(), takeAll(), 0, last, taken);
    }

    /// What is left of the bytes, for the caller to release; none are left here.
    ByteBuf takeAll() {
        ByteBuf all = rest;
        rest = Unpooled.EMPTY_BUFFER;
        size = 0;
        return all;
    }

    @Override
    public void writeComplete() {
        if (last) {
            handler.closeStreamLocal(stream, taken);
        }
    }

    @Override
    public void error(ChannelHandlerContext context, Throwable cause) {
        var _ = rest.release();
        rest = Unpooled.EMPTY_BUFFER;
        var _ = taken.tryFailure(StreamClosed.INSTANCE);
    }

    @Override
    public boolean merge(ChannelHandlerContext context, FlowControlled next) {
        return false;
    }
}
