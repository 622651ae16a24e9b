package dev.berth.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;

/// Headers, bytes and trailers that are all of an answer, written as one buffer if the windows
/// allow: Netty makes six of them, and as many promises. Lives on one event loop.
///
/// Source: RFC 9113, sections 4.1, 6.1 and 6.2.
final class FullResponseWrite implements FlowControlled {
    /// What every receiver takes of one frame. Source: RFC 9113, section 4.2.
    static final int FRAME_BYTES_MAX = 1 << 14;

    private static final int FRAME_HEADER_BYTES = 9;
    private static final int FRAMES = 3;

    /// More than both blocks take, but for the first on a connection.
    private static final int BLOCKS_BYTES = 128;

    private static final byte NO_FLAGS = 0;
    private static final byte END_HEADERS = 0x4;
    private static final byte END_STREAM_AND_HEADERS = 0x5;

    private final Http2ConnectionHandler handler;
    private final Http2Stream stream;
    private final Http2Headers head;
    private final ResponseData bytes;
    private final Http2Headers trailers;
    private final ChannelPromise taken;
    private boolean begun;
    private boolean ended;

    /// @param head whose block fits into a frame, as that of the trailers does
    /// @param bytes at most [#FRAME_BYTES_MAX]; released when they are sent, or dropped
    /// @param taken done when the network has the bytes, or they are dropped
    FullResponseWrite(
            Http2ConnectionHandler handler,
            Http2Stream stream,
            Http2Headers head,
            ByteBuf bytes,
            Http2Headers trailers,
            ChannelPromise taken) {
        this.handler = handler;
        this.stream = stream;
        this.head = head;
        this.bytes = new ResponseData(handler, stream, bytes, false, taken);
        this.trailers = trailers;
        this.taken = taken;
    }

    @Override
    public int size() {
        return bytes.size();
    }

    @Override
    public void write(ChannelHandlerContext context, int allowed) {
        Http2FrameWriter writer = handler.encoder().frameWriter();
        if (!begun
                && allowed >= size()
                && writer.configuration().headersConfiguration()
                        instanceof Http2HeadersEncoder encoder) {
            begun = true;
            ended = true;
            writeTogether(context, encoder);
            return;
        }
        // Others have used the window since this was to be sent.
        if (!begun) {
            begun = true;
            var _ = writer.writeHeaders(context, stream.id(), head, 0, false, context.newPromise());
            stream.headersSent(false);
        }
        bytes.write(context, allowed);
        if (size() == 0 && !ended) {
            ended = true;
            var _ =
                    writer.writeHeaders(
                            context, stream.id(), trailers, 0, true, context.newPromise());
            stream.headersSent(false);
        }
    }

    private void writeTogether(ChannelHandlerContext context, Http2HeadersEncoder encoder) {
        ByteBuf content = bytes.takeAll();
        int length = content.readableBytes();
        ByteBuf frames =
                context.alloc().directBuffer(FRAMES * FRAME_HEADER_BYTES + BLOCKS_BYTES + length);
        try {
            writeBlock(frames, encoder, head, END_HEADERS);
            writeFrameHeader(frames, length, Http2FrameTypes.DATA, NO_FLAGS);
            frames.writeBytes(content);
            writeBlock(frames, encoder, trailers, END_STREAM_AND_HEADERS);
        } catch (Http2Exception e) {
            var _ = frames.release();
            var _ = taken.tryFailure(e);
            handler.onError(context, true, e);
            return;
        } finally {
            var _ = content.release();
        }
        var _ = context.write(frames, taken);
        stream.headersSent(false);
        stream.headersSent(false);
    }

    private void writeBlock(
            ByteBuf frames, Http2HeadersEncoder encoder, Http2Headers headers, byte flags)
            throws Http2Exception {
        int start = frames.writerIndex();
        int blockStart = start + FRAME_HEADER_BYTES;
        frames.ensureWritable(FRAME_HEADER_BYTES).writerIndex(blockStart);
        encoder.encodeHeaders(stream.id(), headers, frames);
        int end = frames.writerIndex();
        writeFrameHeader(
                frames.writerIndex(start), end - blockStart, Http2FrameTypes.HEADERS, flags);
        var _ = frames.writerIndex(end);
    }

    private void writeFrameHeader(ByteBuf frames, int length, byte type, byte flags) {
        frames.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream.id());
    }

    @Override
    public void writeComplete() {
        handler.closeStreamLocal(stream, taken);
    }

    @Override
    public void error(ChannelHandlerContext context, Throwable cause) {
        bytes.error(context, cause);
    }

    @Override
    public boolean merge(ChannelHandlerContext context, FlowControlled next) {
        return false;
    }
}
