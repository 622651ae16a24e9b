package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.client.pool.PooledCall;
import dev.berth.client.pool.Rejection;
import dev.berth.client.wire.TransportResult.Seen;
import dev.berth.core.LinkageProblem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Request in flight, from waiting for a stream to its end. Confined to the event loop of its call;
/// an abandoned stream is read to its end, so that it is counted until then.
final class SentRequest
        implements Transport.InFlight, PooledCall.Caller<HttpClientConnectionInternal> {
    private static final long CANCEL = Http2Error.CANCEL.code();

    /// Shared by all requests; Vert.x requires one.
    private static final StreamPriority PRIORITY = new StreamPriority();

    /// Time for Vert.x's notification of a closed connection to arrive.
    private static final long LOST_MILLIS = 20;

    private final ContextInternal context;
    private final Address server;
    private final WireRequest request;
    private final Consumer<TransportResult> reply;
    private final int answerBytesMax;
    private final Buffer body = Buffer.buffer();
    private @Nullable ServerConnections connections;
    private @Nullable PooledCall<HttpClientConnectionInternal> place;
    private @Nullable HttpClientConnectionInternal granted;
    private @Nullable HttpClientStream stream;
    private @Nullable HttpResponseHead head;
    private boolean isAsking;
    private boolean isWritten;
    private boolean isOver;

    SentRequest(
            ContextInternal context,
            Address server,
            WireRequest request,
            Consumer<TransportResult> reply,
            int answerBytesMax) {
        this.context = context;
        this.server = server;
        this.request = request;
        this.reply = reply;
        this.answerBytesMax = answerBytesMax;
    }

    /// Requests a stream, on the event loop of the call.
    void begin(ServerConnections connections, long untilNanos) {
        isAsking = true;
        this.connections = connections;
        place = connections.pool().acquire(this, untilNanos);
        isAsking = false;
    }

    @Override
    public void granted(
            PooledCall<HttpClientConnectionInternal> call,
            HttpClientConnectionInternal connection) {
        if (isAsking && context.inThread()) {
            start(call, connection);
        } else {
            // Never within the end of another call, whose stream has just been assigned to this
            // one.
            context.runOnContext(now -> start(call, connection));
        }
    }

    private void start(
            PooledCall<HttpClientConnectionInternal> call,
            HttpClientConnectionInternal connection) {
        place = call;
        if (isOver) {
            call.end();
            return;
        }
        granted = connection;
        connection.createStream(context).onComplete(made -> created(call, connection, made));
    }

    private void created(
            PooledCall<HttpClientConnectionInternal> call,
            HttpClientConnectionInternal connection,
            AsyncResult<HttpClientStream> made) {
        if (made.failed()) {
            call.end();
            failed(Seen.NO, made.cause());
            return;
        }
        HttpClientStream open = made.result();
        open.closeHandler(closed -> call.end());
        if (isOver) {
            giveBack(call, open);
            return;
        }
        stream = open;
        open.exceptionHandler(this::broken);
        open.headHandler(answer -> head = answer);
        open.chunkHandler(this::arrived);
        open.endHandler(this::answered);
        try {
            write(call, connection, open);
        } catch (RuntimeException unfit) {
            // An invalid header, for example: nothing was sent.
            giveBack(call, open);
            end(new TransportResult.Broken(Seen.NO, reason(unfit)));
        }
    }

    /// Releases a stream that HTTP/2 has not begun, of whose end Vert.x gives no notification.
    private static void giveBack(
            PooledCall<HttpClientConnectionInternal> call, HttpClientStream unused) {
        unused.reset(new StreamResetException(CANCEL)).onComplete(done -> call.end());
    }

    private void write(
            PooledCall<HttpClientConnectionInternal> call,
            HttpClientConnectionInternal connection,
            HttpClientStream open) {
        ByteBuf content =
                request.body().length == 0 ? null : Unpooled.wrappedBuffer(request.body());
        open.writeHead(head(connection), false, content, true, PRIORITY, false)
                .onSuccess(written -> isWritten = true)
                .onFailure(failure -> notWritten(call, failure));
    }

    private HttpRequestHead head(HttpClientConnectionInternal connection) {
        MultiMap headers = HttpHeaders.headers();
        request.headers().forEach(headers::set);
        if (request.body().length > 0) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(request.body().length));
        }
        String authority = authority(connection.isSsl());
        return new HttpRequestHead(
                HttpMethod.valueOf(request.method()),
                request.path(),
                headers,
                authority,
                (connection.isSsl() ? "https://" : "http://") + authority + request.path(),
                null);
    }

    /// Without the scheme's default port.
    private String authority(boolean isSsl) {
        return server.port() == (isSsl ? 443 : 80)
                ? server.authority()
                : server.authority() + ":" + server.port();
    }

    private void notWritten(PooledCall<HttpClientConnectionInternal> call, Throwable failure) {
        if (failure instanceof Http2Exception rejected
                && rejected.error() == Http2Error.REFUSED_STREAM) {
            // Released here: there is no such stream, and nothing else reports its end.
            call.end();
            failed(Seen.NO, failure);
        } else {
            broken(failure);
        }
    }

    private void arrived(Buffer part) {
        if (isOver) {
            return;
        }
        body.appendBuffer(part);
        if (body.length() > answerBytesMax) {
            end(
                    new TransportResult.Broken(
                            Seen.PERHAPS, "more than " + answerBytesMax + " bytes of answer"));
            leaveNow();
        }
    }

    private void answered(MultiMap trailers) {
        HttpResponseHead answer = head;
        if (answer == null) {
            broken(new StreamResetException(CANCEL));
            return;
        }
        if (!isWritten) {
            // The server rejects the rest of the request: only a reset ends the stream.
            leave();
        }
        end(
                new TransportResult.Arrived(
                        new WireResponse(answer.statusCode, answer.headers, body, trailers)));
    }

    private void broken(Throwable failure) {
        boolean rejected =
                failure instanceof StreamResetException reset
                        && reset.getCode() == Http2Error.REFUSED_STREAM.code();
        if (!isOver) {
            leave();
            failed(rejected ? Seen.NO : Seen.PERHAPS, failure);
        }
    }

    private void failed(Seen seen, Throwable failure) {
        Optional<Throwable> unlinked = LinkageProblem.find(failure);
        end(
                unlinked.isPresent()
                        ? new TransportResult.Unlinked(unlinked.get())
                        : new TransportResult.Broken(seen, reason(failure)));
    }

    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    @Override
    public void rejected(Rejection rejection) {
        Seen seen =
                switch (rejection.cause()) {
                    case NOT_CONNECTED -> Seen.NO;
                    case NO_STREAM -> Seen.NO_ROOM;
                };
        Throwable unlinked = connections == null ? null : connections.unlinked();
        TransportResult broken =
                unlinked == null
                        ? new TransportResult.Broken(seen, rejection.reason())
                        : new TransportResult.Unlinked(unlinked);
        context.runOnContext(now -> end(broken));
    }

    @Override
    public void lost() {
        context.runOnContext(
                now ->
                        context.owner()
                                .setTimer(
                                        LOST_MILLIS,
                                        timer ->
                                                end(
                                                        new TransportResult.Broken(
                                                                Seen.PERHAPS,
                                                                "the connection was closed"))));
    }

    @Override
    public void reset() {
        context.runOnContext(
                now -> {
                    HttpClientStream open = stream;
                    HttpClientConnectionInternal on = granted;
                    if (open != null) {
                        var _ = open.reset(new StreamResetException(CANCEL));
                    } else if (on != null) {
                        // The connection had a free stream, but did not open it.
                        var _ = on.close();
                    }
                });
    }

    @Override
    public boolean isWaiting() {
        ServerConnections used = connections;
        return !isOver && stream == null && used != null && used.pool().state().ready() > 0;
    }

    @Override
    public void abandon() {
        if (!isOver) {
            isOver = true;
            leave();
        }
    }

    @Override
    public void cancel() {
        if (!isOver) {
            isOver = true;
            leaveNow();
        }
    }

    private void leave() {
        PooledCall<HttpClientConnectionInternal> held = place;
        if (held != null) {
            held.abandon();
        }
    }

    private void leaveNow() {
        PooledCall<HttpClientConnectionInternal> held = place;
        if (held != null && stream != null) {
            held.cancel();
        } else {
            // Nothing to reset was sent: it ends while waiting, or when it would start.
            leave();
        }
    }

    private void end(TransportResult what) {
        if (!isOver) {
            isOver = true;
            reply.accept(what);
        }
    }
}
