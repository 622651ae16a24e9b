package dev.berth.server.http;

import dev.berth.server.auth.AccessRequest;
import dev.berth.server.auth.Headers;
import dev.berth.server.http2.RequestStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request of HTTP/2, on a stream of its own.
final class Http2Request implements HttpRequest, RequestStream.StreamListener {
    /// Source: RFC 9113, section 7.
    private static final long INTERNAL_ERROR = 0x2;

    /// About as many as an answer has.
    private static final int ANSWER_HEADERS = 8;

    private static final Http2Headers CONTINUE =
            ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());

    private static final Logger LOG = LoggerFactory.getLogger(Http2Request.class);

    private final RequestStream stream;

    /// Names and values are checked, regardless of their origin.
    private Http2Headers answer = new DefaultHttp2Headers(true, true, ANSWER_HEADERS);

    private @Nullable Body body;
    private @Nullable Runnable onClose;
    private boolean ended;
    private boolean answered;

    /// Whether an answer was begun that comes in parts, and has not ended.
    private boolean streams;

    private boolean gone;

    private Http2Request(RequestStream stream) {
        this.stream = stream;
    }

    /// Called while the request's headers are handled.
    static Http2Request of(RequestStream stream) {
        var request = new Http2Request(stream);
        stream.subscribe(request);
        return request;
    }

    @Override
    public String method() {
        return stream.method();
    }

    @Override
    public String target() {
        return stream.path();
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return stream.headers().get(name);
    }

    @Override
    public HttpConnection connection() {
        return stream.connection();
    }

    @Override
    public AccessRequest accessRequest() {
        String authority = header(Headers.AUTHORITY);
        return new AccessRequest(
                method(),
                path(),
                this::header,
                connection(),
                authority == null ? header(HttpHeaders.HOST) : authority);
    }

    /// Source: RFC 9110, section 4.2.1; RFC 9113, section 8.3.1.
    @Override
    public boolean lacksHost() {
        String authority = header(Headers.AUTHORITY);
        return authority == null ? header(HttpHeaders.HOST) == null : authority.isEmpty();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void pause() {
        stream.pause();
    }

    @Override
    public void resume() {
        stream.resume();
    }

    @Override
    public void setBody(Body taker) {
        body = taker;
    }

    @Override
    public void onData(ByteBuf bytes) {
        Body taker = body;
        if (taker == null) {
            return;
        }
        ByteBuf copy = Unpooled.buffer(bytes.readableBytes()).writeBytes(bytes);
        guard(() -> taker.onData(BufferInternal.buffer(copy)));
    }

    @Override
    public void onEnd() {
        ended = true;
        Body taker = body;
        if (taker != null) {
            guard(taker::complete);
        }
    }

    @Override
    public void onReset() {
        gone = true;
        Body taker = body;
        if (!ended && taker != null) {
            guard(taker::broken);
        }
        ended = true;
        Runnable step = onClose;
        if ((!answered || streams) && step != null) {
            guard(step);
        }
    }

    /// Otherwise a step that fails would take the connection with it, and the requests of others.
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a request failed where it cannot be answered", e);
            abort();
        }
    }

    @Override
    public void expectBody() {
        stream.write(CONTINUE, false);
    }

    @Override
    public boolean isClosed() {
        return gone;
    }

    @Override
    public void onClose(Runnable step) {
        onClose = step;
    }

    @Override
    public void answerHeader(CharSequence name, CharSequence value) {
        if (!answered) {
            var _ = answer.set(name, value);
        }
    }

    @Override
    public void end(int status, Buffer content, boolean lastOfConnection, Runnable whenTaken) {
        if (answered) {
            whenTaken.run();
            return;
        }
        answered = true;
        int length = content.length();
        answer.status(HttpResponseStatus.valueOf(status).codeAsText());
        answer.setInt(HttpHeaders.CONTENT_LENGTH, length);
        Http2Headers head = answer;
        // The request may wait long for its body to be taken.
        answer = EmptyHttp2Headers.INSTANCE;
        if (length == 0 || method().equals("HEAD")) {
            stream.write(head, true);
            whenTaken.run();
            return;
        }
        stream.write(head, false);
        var _ =
                stream.write(((BufferInternal) content).getByteBuf(), true)
                        .addListener(taken -> whenTaken.run());
    }

    @Override
    public void begin(int status, boolean lastOfConnection) {
        answered = true;
        streams = true;
        answer.status(HttpResponseStatus.valueOf(status).codeAsText());
        stream.write(answer, false);
    }

    @Override
    public void write(Buffer part, Runnable whenTaken) {
        var _ =
                stream.write(((BufferInternal) part).getByteBuf(), false)
                        .addListener(taken -> whenTaken.run());
    }

    @Override
    public void finish() {
        streams = false;
        var _ = stream.write(Unpooled.EMPTY_BUFFER, true);
    }

    @Override
    public void abort() {
        streams = false;
        answered = true;
        stream.reset(INTERNAL_ERROR);
    }
}
