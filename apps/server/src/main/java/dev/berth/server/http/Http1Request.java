package dev.berth.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.berth.server.auth.AccessRequest;
import dev.berth.server.http1.FullHttp1Request;
import dev.berth.server.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/// A complete HTTP/1.1 request. Its body is delivered at once when a handler is set.
final class Http1Request implements HttpRequest {
    private final FullHttp1Request request;
    private final ResponseHead answer = new ResponseHead();

    private static final byte[] CHUNK_END = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

    private boolean ended;
    private boolean answered;
    private boolean isLast;

    Http1Request(FullHttp1Request request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String target() {
        return request.path();
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return request.header(name);
    }

    @Override
    public HttpConnection connection() {
        return request.connection();
    }

    @Override
    public AccessRequest accessRequest() {
        return new AccessRequest(
                method(), path(), this::header, connection(), header(HttpHeaders.HOST));
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public void pause() {
        // Nothing is reported before a handler is set.
    }

    @Override
    public void resume() {
        // As above.
    }

    @Override
    public void setBody(Body body) {
        ended = true;
        ByteBuf bytes = request.body();
        if (bytes.isReadable()) {
            body.onData(BufferInternal.buffer(bytes));
        }
        body.complete();
    }

    @Override
    public void expectBody() {
        // It is here.
    }

    @Override
    public boolean isClosed() {
        return request.isClosed();
    }

    @Override
    public void onClose(Runnable step) {
        request.onClose(step);
    }

    @Override
    public void answerHeader(CharSequence name, CharSequence value) {
        if (!answered) {
            answer.set(name, value);
        }
    }

    @Override
    public void end(int status, Buffer body, boolean lastOfConnection, Runnable whenTaken) {
        if (answered) {
            whenTaken.run();
            return;
        }
        answered = true;
        answer.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (lastOfConnection) {
            answer.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        ChannelFuture written =
                request.answer(
                        status, answer, ((BufferInternal) body).getByteBuf(), lastOfConnection);
        if (written.isDone()) {
            whenTaken.run();
        } else {
            var _ = written.addListener(taken -> whenTaken.run());
        }
    }

    @Override
    public void begin(int status, boolean lastOfConnection) {
        answer.set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        if (lastOfConnection) {
            answer.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        isLast = lastOfConnection;
        answered = true;
        request.begin(status, answer);
    }

    /// Source: RFC 9112, section 7.1.
    @Override
    public void write(Buffer part, Runnable whenTaken) {
        if (part.length() == 0) {
            // A chunk without bytes would end the answer.
            whenTaken.run();
            return;
        }
        byte[] size = (Integer.toHexString(part.length()) + "\r\n").getBytes(US_ASCII);
        ByteBuf chunk =
                Unpooled.wrappedBuffer(
                        Unpooled.wrappedBuffer(size),
                        ((BufferInternal) part).getByteBuf(),
                        Unpooled.wrappedBuffer(CHUNK_END));
        var _ = request.write(chunk).addListener(taken -> whenTaken.run());
    }

    @Override
    public void finish() {
        request.finish(Unpooled.wrappedBuffer(LAST_CHUNK), isLast);
    }

    @Override
    public void abort() {
        answered = true;
        request.abort();
    }
}
