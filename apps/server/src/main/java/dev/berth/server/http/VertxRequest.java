package dev.berth.server.http;

import dev.berth.server.auth.AccessRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/// A request that Vert.x has read: one of HTTP/1.1, or the one by which such a connection became
/// one of HTTP/2.
final class VertxRequest implements HttpRequest {
    /// Source: RFC 9113, section 7. HTTP/1.1 has no such codes; there the connection closes.
    private static final long HTTP2_INTERNAL_ERROR = 0x2;

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    /// Whether a `100 Continue` was sent to a caller that expects it.
    private boolean continued;

    /// Whether the connection ends with the answer that was begun.
    private boolean endsConnection;

    VertxRequest(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String target() {
        return request.uri();
    }

    @Override
    public String path() {
        String path = request.path();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public @Nullable String parameter(String name) {
        return request.getParam(name);
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return request.getHeader(name);
    }

    @Override
    public HttpConnection connection() {
        return request.connection();
    }

    @Override
    public AccessRequest accessRequest() {
        return new AccessRequest(method(), path(), this::header, connection(), host());
    }

    private @Nullable String host() {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.getHeader(HttpHeaders.HOST);
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    @Override
    public @Nullable Future<ServerWebSocket> upgrade() {
        return request.version() == HttpVersion.HTTP_1_1 ? request.toWebSocket() : null;
    }

    @Override
    public boolean isEnded() {
        return request.isEnded();
    }

    @Override
    public void pause() {
        request.pause();
    }

    @Override
    public void resume() {
        request.resume();
    }

    @Override
    public void setBody(Body body) {
        request.handler(body::onData);
        request.endHandler(ended -> body.complete());
        request.exceptionHandler(failure -> body.broken());
    }

    @Override
    public void expectBody() {
        continued = true;
        response.writeContinue();
    }

    @Override
    public boolean isClosed() {
        return response.closed();
    }

    @Override
    public void onClose(Runnable step) {
        response.closeHandler(closed -> step.run());
        response.exceptionHandler(failure -> step.run());
    }

    @Override
    public void answerHeader(CharSequence name, CharSequence value) {
        response.putHeader(name, value);
    }

    @Override
    public void end(int status, Buffer body, boolean lastOfConnection, Runnable whenTaken) {
        // Which Vert.x answers by itself; every other it looks up.
        if (status != 200) {
            response.setStatusCode(status);
        }
        Future<Void> written =
                request.version() != HttpVersion.HTTP_2 && (lastOfConnection || isBodyUncertain())
                        ? endConnection(body)
                        : response.end(body);
        written.onComplete(done -> whenTaken.run());
    }

    /// Whether the caller expects a `100 Continue` that was not sent: after this response it may
    /// send the body or the next request, and nothing distinguishes the two.
    ///
    /// Source: RFC 9110, section 10.1.1.
    private boolean isBodyUncertain() {
        return !continued && !request.isEnded() && header(HttpHeaders.EXPECT) != null;
    }

    private Future<Void> endConnection(Buffer body) {
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        boolean waitsForBody = !request.isEnded() && !isBodyUncertain();
        Future<Void> written = response.end(body);
        // A long body is read to its end, so that the caller gets to see the answer.
        Future<Void> read = waitsForBody ? request.end() : Future.succeededFuture();
        read.compose(all -> written).onComplete(done -> request.connection().close());
        return written;
    }

    @Override
    public void begin(int status, boolean lastOfConnection) {
        response.setStatusCode(status);
        endsConnection =
                request.version() != HttpVersion.HTTP_2 && (lastOfConnection || isBodyUncertain());
        if (endsConnection) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.setChunked(true);
        response.writeHead();
    }

    @Override
    public void write(Buffer part, Runnable whenTaken) {
        response.write(part).onComplete(taken -> whenTaken.run());
    }

    @Override
    public void finish() {
        Future<Void> ended = response.end();
        if (endsConnection) {
            ended.onComplete(written -> request.connection().close());
        }
    }

    @Override
    public void abort() {
        var _ = response.reset(HTTP2_INTERNAL_ERROR);
    }
}
