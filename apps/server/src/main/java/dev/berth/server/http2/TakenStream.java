package dev.berth.server.grpc;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The stream of one call, on Netty's HTTP/2. Lives on one event loop.
///
/// Bytes that are told are given back to the windows at once; those that wait are not, so that a
/// client sends no more than a window of them.
final class Http2Call implements CallStream {
    private final Http2Calls calls;
    private final Http2Stream stream;
    private final Http2Headers request;
    private @Nullable MultiMap headers;
    private @Nullable Hearer hearer;

    /// What came while the call was paused; null before that.
    private @Nullable Queue<ByteBuf> waiting;

    private boolean paused;
    private boolean telling;
    private boolean ended;
    private boolean toldEnded;
    private boolean over;
    private boolean gone;

    Http2Call(Http2Calls calls, Http2Stream stream, Http2Headers request) {
        this.calls = calls;
        this.stream = stream;
        this.request = request;
    }

    @Override
    public String path() {
        return request.path().toString();
    }

    @Override
    public MultiMap headers() {
        MultiMap shown = headers;
        if (shown == null) {
            shown = new Http2HeadersAdaptor(request);
            headers = shown;
        }
        return shown;
    }

    @Override
    public HttpConnection connection() {
        return calls.connection();
    }

    @Override
    public void hear(Hearer heard) {
        hearer = heard;
    }

    /// A frame of the request has come.
    ///
    /// @param bytes the network's own
    /// @return false if they are kept, and are not to be given back to the windows yet
    boolean arrived(ByteBuf bytes) {
        Hearer told = hearer;
        if (over || told == null) {
            return true;
        }
        if (paused || telling || isWaiting()) {
            keep(bytes);
            return false;
        }
        told.arrived(bytes);
        return true;
    }

    private boolean isWaiting() {
        return waiting != null && !waiting.isEmpty();
    }

    private void keep(ByteBuf bytes) {
        Queue<ByteBuf> kept = waiting;
        if (kept == null) {
            kept = new ArrayDeque<>();
            waiting = kept;
        }
        var copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        kept.add(Unpooled.wrappedBuffer(copy));
    }

    /// The last frame of the request has come.
    void ended() {
        ended = true;
        tell();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        tell();
    }

    /// Tells what has waited, in order.
    private void tell() {
        if (telling) {
            return;
        }
        telling = true;
        try {
            while (!paused && !over && isWaiting()) {
                ByteBuf bytes = requireNonNull(requireNonNull(waiting).poll());
                int length = bytes.readableBytes();
                requireNonNull(hearer).arrived(bytes);
                giveBack(length);
            }
            if (ended && !toldEnded && !paused && !over && hearer != null) {
                toldEnded = true;
                hearer.allArrived();
            }
        } finally {
            telling = false;
        }
    }

    private void giveBack(int length) {
        try {
            if (calls.handler().decoder().flowController().consumeBytes(stream, length)) {
                flush();
            }
        } catch (Http2Exception e) {
            calls.handler().onError(calls.context(), true, e);
        }
    }

    /// The stream is closed, by whomever.
    void closed() {
        boolean ongoing = !over;
        over = true;
        gone = true;
        waiting = null;
        if (ongoing && hearer != null) {
            hearer.gone();
        }
    }

    @Override
    public void write(Http2Headers written, boolean last) {
        if (gone) {
            return;
        }
        requireOpen();
        ChannelHandlerContext context = calls.context();
        var _ =
                calls.handler()
                        .encoder()
                        .writeHeaders(context, stream.id(), written, 0, last, context.newPromise());
        if (last) {
            end();
        }
    }

    @Override
    public ChannelFuture write(ByteBuf bytes) {
        ChannelHandlerContext context = calls.context();
        if (gone) {
            var _ = bytes.release();
            return context.newFailedFuture(new ClosedChannelException());
        }
        requireOpen();
        ChannelFuture written =
                calls.handler()
                        .encoder()
                        .writeData(context, stream.id(), bytes, 0, false, context.newPromise());
        flush();
        return written;
    }

    /// Netty would take what is written behind the end as an error of the whole connection.
    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("the call has ended");
        }
    }

    @Override
    public void reset(long code) {
        if (gone) {
            return;
        }
        ChannelHandlerContext context = calls.context();
        var _ =
                calls.handler()
                        .encoder()
                        .writeRstStream(context, stream.id(), code, context.newPromise());
        end();
    }

    /// What comes from here on is dropped.
    private void end() {
        over = true;
        Queue<ByteBuf> dropped = waiting;
        waiting = null;
        if (dropped != null) {
            giveBack(dropped.stream().mapToInt(ByteBuf::readableBytes).sum());
        }
        flush();
    }

    /// By way of all that stands behind HTTP/2 in the pipeline, and may gather flushes.
    private void flush() {
        var _ = calls.context().channel().flush();
    }
}
