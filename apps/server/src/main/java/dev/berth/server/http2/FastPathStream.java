package dev.berth.server.http2;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The stream of one request, on Netty's HTTP/2. Lives on one event loop.
///
/// Bytes that are delivered are given back to the windows at once; those that wait are not, so that
/// a client sends no more than a window of them.
///
/// An answer may wait for a window for as long as the limits allow, thousands at a time. So the
/// request and its receiver are released once the request and its response have ended: more than
/// half of what a stream holds, all of which the collector would copy.
final class FastPathStream implements RequestStream {
    private static final Http2Headers FORGOTTEN =
            ReadOnlyHttp2Headers.clientHeaders(
                    false,
                    AsciiString.EMPTY_STRING,
                    AsciiString.EMPTY_STRING,
                    AsciiString.EMPTY_STRING,
                    AsciiString.EMPTY_STRING);

    private final Http2FastPathListener requests;
    private final Http2Stream stream;
    private Http2Headers request;
    private @Nullable MultiMap headers;
    private @Nullable StreamListener listener;

    /// What came while the request was paused; null before that.
    private @Nullable Queue<ByteBuf> waiting;

    private boolean paused;
    private boolean delivering;
    private boolean ended;
    private boolean deliveredEnd;
    private boolean answered;
    private boolean gone;

    FastPathStream(Http2FastPathListener requests, Http2Stream stream, Http2Headers request) {
        this.requests = requests;
        this.stream = stream;
        this.request = request;
    }

    @Override
    public boolean isCall() {
        return Http2FastPathListener.isCall(request);
    }

    @Override
    public String method() {
        return request.method().toString();
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
        return requests.connection();
    }

    @Override
    public void subscribe(StreamListener listener) {
        this.listener = listener;
    }

    /// A frame of the request has come.
    ///
    /// @param bytes the network's own
    /// @return false if they are kept, and must not be given back to the windows yet
    boolean onData(ByteBuf bytes) {
        StreamListener receiver = listener;
        if (answered || receiver == null) {
            return true;
        }
        if (paused || delivering || isWaiting()) {
            keep(bytes);
            return false;
        }
        receiver.onData(bytes);
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
        deliver();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        deliver();
    }

    /// Delivers what has waited, in order.
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!paused && isWaiting()) {
                ByteBuf bytes = requireNonNull(requireNonNull(waiting).poll());
                int length = bytes.readableBytes();
                requireNonNull(listener).onData(bytes);
                giveBack(length);
            }
            if (ended && !deliveredEnd && !paused && !gone && listener != null) {
                deliveredEnd = true;
                listener.onEnd();
                forgetIfComplete();
            }
        } finally {
            delivering = false;
        }
    }

    private boolean isComplete() {
        return answered && deliveredEnd;
    }

    private void forgetIfComplete() {
        if (isComplete()) {
            request = FORGOTTEN;
            headers = null;
            listener = null;
        }
    }

    private void giveBack(int length) {
        try {
            if (requests.handler().decoder().flowController().consumeBytes(stream, length)) {
                flush();
            }
        } catch (Http2Exception e) {
            requests.handler().onError(requests.context(), true, e);
        }
    }

    /// The stream is closed, by either side.
    void closed() {
        gone = true;
        waiting = null;
        if (!isComplete() && listener != null) {
            listener.onReset();
        }
    }

    @Override
    public void write(Http2Headers written, boolean last) {
        if (gone) {
            return;
        }
        requireOpen();
        ChannelHandlerContext context = requests.context();
        Http2ConnectionEncoder encoder = requests.handler().encoder();
        if (last && encoder.flowController().hasFlowControlled(stream)) {
            encoder.flowController()
                    .addFlowControlled(
                            stream,
                            new ResponseTrailers(
                                    requests.handler(), stream, written, context.newPromise()));
        } else {
            var _ =
                    encoder.writeHeaders(
                            context, stream.id(), written, 0, last, context.newPromise());
        }
        if (last) {
            end();
        }
    }

    @Override
    public ChannelFuture write(ByteBuf bytes, boolean last) {
        ChannelHandlerContext context = requests.context();
        if (gone) {
            var _ = bytes.release();
            return context.newFailedFuture(StreamClosed.INSTANCE);
        }
        requireOpen();
        ChannelPromise taken = context.newPromise();
        requests.handler()
                .encoder()
                .flowController()
                .addFlowControlled(
                        stream, new ResponseData(requests.handler(), stream, bytes, last, taken));
        if (last) {
            end();
        } else {
            flush();
        }
        return taken;
    }

    @Override
    public ChannelFuture writeWhole(Http2Headers head, ByteBuf bytes, Http2Headers trailers) {
        Http2RemoteFlowController flow = requests.handler().encoder().flowController();
        int length = bytes.readableBytes();
        if (gone
                || answered
                || length > FullResponseWrite.FRAME_BYTES_MAX
                || length > flow.windowSize(stream)
                || flow.hasFlowControlled(stream)) {
            // Headers do not wait for a window.
            write(head, false);
            ChannelFuture taken = write(bytes, false);
            write(trailers, true);
            return taken;
        }
        ChannelPromise taken = requests.context().newPromise();
        flow.addFlowControlled(
                stream,
                new FullResponseWrite(requests.handler(), stream, head, bytes, trailers, taken));
        end();
        return taken;
    }

    /// Netty would take what is written behind the end as an error of the whole connection.
    private void requireOpen() {
        if (answered) {
            throw new IllegalStateException("the answer has ended");
        }
    }

    @Override
    public void reset(long code) {
        if (gone) {
            return;
        }
        ChannelHandlerContext context = requests.context();
        var _ =
                requests.handler()
                        .encoder()
                        .writeRstStream(context, stream.id(), code, context.newPromise());
        end();
    }

    /// The rest of the request is dropped.
    private void end() {
        answered = true;
        Queue<ByteBuf> dropped = waiting;
        waiting = null;
        if (dropped != null) {
            giveBack(dropped.stream().mapToInt(ByteBuf::readableBytes).sum());
        }
        forgetIfComplete();
        flush();
    }

    /// By way of all that stands behind HTTP/2 in the pipeline, and may gather flushes.
    private void flush() {
        var _ = requests.context().channel().flush();
    }
}
