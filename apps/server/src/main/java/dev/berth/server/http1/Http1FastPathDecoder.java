package dev.berth.server.http1;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.internal.ContextInternal;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fast-path decoder of one HTTP/1.1 connection. Takes requests of the usual form that have arrived
/// whole, one at a time, before Netty and Vert.x make objects of them. What follows one waits as
/// bytes until it is answered, and while the client does not read its response. All others are
/// decoded for Vert.x, as is whatever arrives while Vert.x has one to answer (ADR 0045). Lives on
/// one event loop.
public final class Http1FastPathDecoder extends VertxHttpRequestDecoder {
    /// Listener for the requests and responses of a connection.
    public interface Watch {
        /// A request has begun that Vert.x answers.
        void beganRequest();

        /// An answer of Vert.x's is written.
        void endedAnswer();

        /// A request was taken whole.
        void tookRequest();

        /// Reports whether more has arrived behind a request that is not answered yet.
        void waits(boolean more);

        /// The connection is a WebSocket from now on.
        void upgraded();

        /// The server will end the connection whatever the client is still sending, which is read
        /// and dropped for a while: a connection that is closed with unread bytes is reset, and the
        /// answer may be lost.
        void endsEarly();
    }

    /// Netty's and Vert.x's name of HTTP/1.1's decoder.
    private static final String DECODER = "httpDecoder";

    /// Of a longer head the rest is not checked here.
    private static final int HEAD_BYTES_MAX = 4096;

    /// Longer contents are not copied behind their heads.
    private static final int JOINED_BYTES_MAX = 4096;

    private final Watch watch;
    private final int headBytesMax;
    private final ChannelHandlerContext encoder;
    private @Nullable ChannelHandlerContext context;

    /// Null until Vert.x has made one, which without TLS is when the first request has begun.
    private @Nullable Http1xServerConnection connection;

    private @Nullable Http1FastPath intake;

    /// Bytes that have arrived and will be decoded with those of other connections.
    private @Nullable Object arrived;

    /// Whether the next byte is a request's first.
    private boolean atStart = true;

    /// The request that was taken and is not answered.
    private @Nullable FullHttp1Request unanswered;

    /// Requests that Vert.x has to answer.
    private int elsewhere;

    /// Whether Vert.x has been given something that is the connection's last.
    private boolean left;

    /// Whether the head of a request was refused, so that nothing behind it is checked.
    private boolean refused;

    /// Whether the connection ends, so that nothing more is checked.
    private boolean over;

    /// Whether something waits for [#unanswered], or for the client to take its answers.
    private boolean waits;

    private boolean reportedWaits;

    /// Whether something will be flushed with other connections.
    private boolean sends;

    private Http1FastPathDecoder(
            HttpServerOptions options, Watch watch, ChannelHandlerContext encoder) {
        super(options);
        this.watch = watch;
        this.headBytesMax = Math.min(HEAD_BYTES_MAX, options.getMaxHeaderSize());
        this.encoder = encoder;
    }

    /// Puts itself in the place of Vert.x's decoder, before the first bytes are read.
    static Http1FastPathDecoder begin(
            ChannelPipeline pipeline,
            HttpServerOptions options,
            Watch watch,
            ChannelHandlerContext encoder) {
        var requests = new Http1FastPathDecoder(options, watch, encoder);
        pipeline.replace(DECODER, DECODER, requests);
        return requests;
    }

    /// Begins to take requests, on the event loop.
    ///
    /// @param opened the connection that Vert.x has made
    /// @param taker is notified of each
    void take(Http1xServerConnection opened, Http1FastPath taker) {
        connection = opened;
        intake = taker;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        decodeArrived();
        if (atStart && intake != null && isFree()) {
            decodeLater(intake, message);
        } else {
            super.channelRead(ctx, message);
        }
    }

    private void decodeLater(Http1FastPath taker, Object bytes) {
        arrived = bytes;
        taker.decodeLater(this, context().channel().eventLoop());
    }

    private boolean isFree() {
        return unanswered == null && elsewhere == 0 && !left && !over;
    }

    /// Decodes what has come, unless that was done meanwhile.
    void decodeArrived() {
        Object bytes = arrived;
        if (bytes == null) {
            return;
        }
        arrived = null;
        ChannelHandlerContext here = context();
        try {
            super.channelRead(here, bytes);
            super.channelReadComplete(here);
        } catch (Exception | Error e) {
            // Those of other connections are decoded behind these.
            here.fireExceptionCaught(e);
        }
        notifyWaits();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (arrived == null) {
            super.channelReadComplete(ctx);
        } else {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
            throws Exception {
        if (refused) {
            bytes.skipBytes(bytes.readableBytes());
        } else if (!atStart || elsewhere > 0 || left || connection == null) {
            decodeForOthers(ctx, bytes, out);
        } else if (over) {
            bytes.skipBytes(bytes.readableBytes());
        } else if (unanswered != null || !ctx.channel().isWritable()) {
            waits = true;
            notifyWaits();
        } else if (!take(bytes)) {
            decodeForOthers(ctx, bytes, out);
        }
    }

    private void decodeForOthers(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
            throws Exception {
        int before = out.size();
        atStart = false;
        super.decode(ctx, bytes, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest request) {
                elsewhere++;
                inspect(request);
                left |= !HttpUtil.isKeepAlive(request);
            }
            left |= message instanceof HttpObject part && part.decoderResult().isFailure();
            atStart = message instanceof LastHttpContent;
            if (refused) {
                out.subList(i + 1, out.size()).clear();
            }
        }
    }

    /// Marks a request that must be refused, as Netty marks those that it cannot read.
    private void inspect(HttpRequest request) {
        RequestFault fault = HeadRules.fault(request);
        if (fault == null) {
            HeadRules.disregard(request);
        } else {
            request.setDecoderResult(DecoderResult.failure(fault));
        }
        refused |= request.decoderResult().isFailure();
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        HttpMessage message = super.createMessage(line);
        return message.setProtocolVersion(HeadRules.read(message.protocolVersion()));
    }

    /// Vert.x has answered a request.
    void onAnsweredByGuard() {
        elsewhere--;
    }

    /// Vert.x writes an answer with which the connection ends. A client that requested that, and
    /// has sent all, sends no more.
    void answersLast() {
        if (refused || !left || !atStart) {
            watch.endsEarly();
        }
    }

    private void notifyWaits() {
        if (reportedWaits != waits && !over) {
            reportedWaits = waits;
            watch.waits(waits);
        }
    }

    /// Takes the request that begins here.
    ///
    /// @return false if it is unusual, or not there to its end
    private boolean take(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        var window = new byte[Math.min(readable, HEAD_BYTES_MAX)];
        bytes.getBytes(bytes.readerIndex(), window);
        RequestHead head =
                RequestHead.read(
                        window,
                        Math.min(window.length, headBytesMax),
                        requireNonNull(intake).seen());
        if (head == null || head.contentLength() > readable - head.end()) {
            return false;
        }
        bytes.skipBytes(head.end());
        take(new FullHttp1Request(this, head, body(head, window, bytes)));
        return true;
    }

    private static ByteBuf body(RequestHead head, byte[] window, ByteBuf bytes) {
        int length = head.contentLength();
        if (length <= window.length - head.end()) {
            bytes.skipBytes(length);
            return Unpooled.wrappedBuffer(window, head.end(), length);
        }
        var body = new byte[length];
        bytes.readBytes(body);
        return Unpooled.wrappedBuffer(body);
    }

    private void take(FullHttp1Request taken) {
        unanswered = taken;
        watch.tookRequest();
        ContextInternal loop = loop();
        ContextInternal before = loop.beginDispatch();
        try {
            requireNonNull(intake).dispatch(taken);
        } finally {
            loop.endDispatch(before);
        }
    }

    /// Handlers are called in it, as Vert.x calls its own: some look for the context they are in.
    private ContextInternal loop() {
        return requireNonNull(connection).context();
    }

    HttpConnection connection() {
        return requireNonNull(connection);
    }

    /// Answers the request that was taken, and continues with the next.
    ///
    /// @throws IllegalArgumentException if a header cannot be written
    ChannelFuture answer(int status, ResponseHead head, ByteBuf content, boolean last) {
        if (unanswered == null) {
            content.release();
            return context().newFailedFuture(new ClosedChannelException());
        }
        int headBytes = head.write(status, requireNonNull(intake).room());
        unanswered = null;
        ChannelPromise taken = context().newPromise();
        write(head.bytes(), headBytes, content, taken);
        sendLater();
        ended(taken, last);
        return taken;
    }

    private void sendLater() {
        if (!sends) {
            sends = true;
            requireNonNull(intake).sendLater(this, context().channel().eventLoop());
        }
    }

    /// The answer is written: what waits behind it is next.
    private void ended(ChannelFuture taken, boolean last) {
        if (last) {
            over = true;
            watch.endsEarly();
            HttpConnection ending = connection();
            var _ = taken.addListener(written -> ending.close());
        }
        proceed();
    }

    /// Writes the head of an answer that comes in parts.
    ///
    /// @throws IllegalArgumentException if a header cannot be written
    void begin(int status, ResponseHead head) {
        if (unanswered == null) {
            return;
        }
        int headBytes = head.write(status, requireNonNull(intake).room());
        ByteBuf bytes = context().alloc().directBuffer(headBytes);
        bytes.writeBytes(head.bytes(), 0, headBytes);
        var _ = encoder.write(bytes);
        sendLater();
    }

    /// Writes a part of the answer that was begun.
    ChannelFuture part(ByteBuf bytes) {
        if (unanswered == null) {
            var _ = bytes.release();
            return context().newFailedFuture(new ClosedChannelException());
        }
        ChannelPromise taken = context().newPromise();
        var _ = encoder.write(bytes, taken);
        sendLater();
        return taken;
    }

    /// Writes the last part of the answer that was begun, and continues with the next request.
    void finish(ByteBuf bytes, boolean last) {
        ChannelFuture taken = part(bytes);
        if (unanswered != null) {
            unanswered = null;
            ended(taken, last);
        }
    }

    /// Sends what was written.
    void send() {
        sends = false;
        context().flush();
    }

    /// Past the encoder. A short content goes behind its head, as one buffer: to keep, hand on and
    /// report two costs more than to copy one.
    private void write(byte[] head, int headBytes, ByteBuf content, ChannelPromise taken) {
        int length = content.readableBytes();
        boolean isJoined = length <= JOINED_BYTES_MAX;
        ByteBuf joined = context().alloc().directBuffer(headBytes + (isJoined ? length : 0));
        joined.writeBytes(head, 0, headBytes);
        if (isJoined) {
            joined.writeBytes(content);
            content.release();
            var _ = encoder.write(joined, taken);
        } else {
            var _ = encoder.write(joined);
            var _ = encoder.write(content, taken);
        }
    }

    void abort() {
        over = true;
        var _ = connection().close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (waits && ctx.channel().isWritable()) {
            // Not at once: each answer that can be sent would have the next one called from within.
            ctx.channel().eventLoop().execute(this::proceed);
        }
        super.channelWritabilityChanged(ctx);
    }

    /// Decodes what waits, now that something was answered or taken.
    private void proceed() {
        if (waits && unanswered == null && arrived == null) {
            waits = false;
            decodeLater(requireNonNull(intake), Unpooled.EMPTY_BUFFER);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        over = true;
        decodeArrived();
        FullHttp1Request lost = unanswered;
        if (lost != null) {
            unanswered = null;
            ContextInternal loop = loop();
            ContextInternal before = loop.beginDispatch();
            try {
                lost.gone();
            } finally {
                loop.endDispatch(before);
            }
        }
        super.channelInactive(ctx);
    }
}
