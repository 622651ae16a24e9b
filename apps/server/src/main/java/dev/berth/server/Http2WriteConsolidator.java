package dev.berth.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GenericFutureListener;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consolidates the writes of one HTTP/2 connection's frames. Netty writes an answer of a hundred
/// bytes as six buffers, two for each of headers, message and trailers, and each costs more to
/// keep, to hand to the system and to report than its bytes to copy. Lives on one event loop.
///
/// What is written waits here for the next flush, and no longer; flushes wait for what the event
/// loop does now, which answers several streams in one go.
final class Http2WriteConsolidator extends ChannelDuplexHandler {
    /// Three for each answer, of more than a connection's streams can have ready at once.
    private static final int FLUSHES_AT_ONCE_MAX = 512;

    /// Copying more would cost more than the buffer of its own.
    private static final int COPIED_BYTES_MAX = 1 << 10;

    /// The answers to some hundred small requests.
    private static final int TOGETHER_BYTES_MAX = 16 << 10;

    private @Nullable ByteBuf together;
    private List<ChannelPromise> promises = new ArrayList<>();

    private Http2WriteConsolidator() {}

    /// Begins to gather what the connection's handler writes.
    static void begin(ChannelPipeline pipeline) {
        pipeline.addBefore(
                pipeline.context(Http2ConnectionHandler.class).name(),
                null,
                new Http2WriteConsolidator());
        // Behind HTTP/2, which otherwise looks through its streams at each flush.
        pipeline.addLast(new FlushConsolidationHandler(FLUSHES_AT_ONCE_MAX, true));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.readableBytes() <= COPIED_BYTES_MAX) {
            add(ctx, bytes, promise);
        } else {
            handOn(ctx);
            var _ = ctx.write(message, promise);
        }
    }

    private void add(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
        try {
            room(ctx, bytes.readableBytes()).writeBytes(bytes);
        } finally {
            var _ = bytes.release();
        }
        if (!promise.isVoid()) {
            promises.add(promise);
        }
    }

    private ByteBuf room(ChannelHandlerContext ctx, int length) {
        ByteBuf begun = together;
        if (begun != null && begun.maxWritableBytes() < length) {
            handOn(ctx);
            begun = null;
        }
        if (begun == null) {
            begun = ctx.alloc().directBuffer(COPIED_BYTES_MAX, TOGETHER_BYTES_MAX);
            together = begun;
        }
        return begun;
    }

    /// Hands what has been gathered to the network, which counts it from here on.
    private void handOn(ChannelHandlerContext ctx) {
        ByteBuf gathered = together;
        if (gathered == null) {
            return;
        }
        List<ChannelPromise> waiting = promises;
        together = null;
        promises = new ArrayList<>(waiting.size());
        var _ = ctx.write(gathered).addListener(new Written(waiting));
    }

    /// Promise that completes those of all frames written together.
    private record Written(List<ChannelPromise> promises)
            implements GenericFutureListener<ChannelFuture> {
        @Override
        public void operationComplete(ChannelFuture written) {
            Throwable cause = written.cause();
            for (ChannelPromise promise : promises) {
                complete(promise, cause);
            }
        }
    }

    /// A promise may be that of several frames, which counts them.
    private static void complete(ChannelPromise promise, @Nullable Throwable failure) {
        if (failure == null) {
            var _ = promise.trySuccess();
        } else {
            var _ = promise.tryFailure(failure);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        handOn(ctx);
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        handOn(ctx);
        var _ = ctx.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        handOn(ctx);
        var _ = ctx.disconnect(promise);
    }

    /// Perhaps closed past this handler.
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        List<ChannelPromise> waiting = promises;
        promises = new ArrayList<>();
        var _ = ReferenceCountUtil.release(together);
        together = null;
        if (!waiting.isEmpty()) {
            var closed = new ClosedChannelException();
            waiting.forEach(promise -> complete(promise, closed));
        }
    }
}
