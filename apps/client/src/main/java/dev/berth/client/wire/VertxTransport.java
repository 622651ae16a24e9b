package dev.berth.client.wire;

import dev.berth.client.group.Address;
import dev.berth.client.wire.Reply.Seen;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests over Vert.x's HTTP client, which pools connections by server.
public final class VertxTransport implements Transport, AutoCloseable {
    /// Source: RFC 9113, section 7.
    private static final long REFUSED_STREAM = 7;

    private static final long CANCEL = 8;

    /// Connections to servers that were asked nothing for so long are closed; a server that is
    /// checked is asked more often.
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Vertx vertx;
    private final PoolPolicy policy;
    private final HttpClientOptions options;
    private final Map<Address, ServerConnections> servers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private VertxTransport(Vertx vertx, PoolPolicy policy, HttpClientOptions options) {
        this.vertx = vertx;
        this.policy = policy;
        this.options = options;
    }

    /// A transport without connections.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if a file of the TLS options cannot be read
    public static VertxTransport open(
            Vertx vertx, HttpForm form, PoolPolicy policy, Optional<ClientTls> tls) {
        int idleSeconds = (int) Math.max(1, policy.idle().toSeconds());
        var options =
                new HttpClientOptions()
                        .setConnectTimeout((int) policy.connectTimeout().toMillis())
                        .setSslHandshakeTimeout(policy.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setKeepAliveTimeout(idleSeconds)
                        .setHttp2KeepAliveTimeout(idleSeconds)
                        .setHttp2MultiplexingLimit(policy.streamsMax())
                        .setHttp2ClearTextUpgrade(false)
                        .setProtocolVersion(
                                switch (form) {
                                    case HTTP_1_1 -> HttpVersion.HTTP_1_1;
                                    case HTTP_2 -> HttpVersion.HTTP_2;
                                });
        tls.ifPresent(some -> some.applyTo(options));
        return new VertxTransport(vertx, policy, options);
    }

    @Override
    public Sending send(
            Address server, WireRequest request, long timeoutNanos, Consumer<Reply> reply) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
        long wait = Math.min(millis, policy.connectTimeout().toMillis());
        ServerConnections connections = connections(server);
        var sent = new Sent(request, reply, policy.answerBytesMax());
        // Vert.x's own timeout would take the attempt off the connection that is being made for it,
        // and make another for the next: to a server that accepts and says nothing, without bound.
        long timer = vertx.setTimer(wait, id -> late(server, connections, sent, wait));
        connections
                .request(options(server, request))
                .onComplete(done -> vertx.cancelTimer(timer))
                .onSuccess(sent::connected)
                .onFailure(sent::notConnected);
        return sent;
    }

    @Override
    public <T> void elsewhere(Callable<T> step, Consumer<AsyncResult<T>> then) {
        var _ = vertx.executeBlocking(step, false).onComplete(then::accept);
    }

    private static RequestOptions options(Address server, WireRequest request) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.valueOf(request.method()))
                        .setServer(SocketAddress.inetSocketAddress(server.port(), server.host()))
                        .setHost(server.authority())
                        .setPort(server.port())
                        .setURI(request.path());
        request.headers().forEach(options::putHeader);
        return options;
    }

    private ServerConnections connections(Address server) {
        ServerConnections known = servers.get(server);
        if (known != null) {
            return known;
        }
        servers.entrySet()
                .removeIf(
                        entry -> {
                            boolean unused = entry.getValue().isUnusedFor(UNUSED_NANOS);
                            if (unused) {
                                var _ = entry.getValue().close();
                            }
                            return unused;
                        });
        ServerConnections made =
                servers.computeIfAbsent(
                        server, address -> new ServerConnections(vertx, policy, options));
        if (closed) {
            // Whoever closes may have looked at all before this was among them.
            var _ = made.close();
        }
        return made;
    }

    private void late(Address server, ServerConnections connections, Sent sent, long waitedMillis) {
        sent.end(
                connections.isConnected()
                        ? new Reply.Broken(
                                Seen.NO_ROOM,
                                "all connections to it are taken, for " + waitedMillis + " ms")
                        : new Reply.Broken(
                                Seen.NO, "no connection within " + waitedMillis + " ms"));
        if (connections.isStuck() && servers.remove(server, connections)) {
            var _ = connections.close();
        }
    }

    /// Waits for the connections to be closed, and so must not be called on an event loop.
    @Override
    public void close() {
        closed = true;
        List<Future<Void>> closing =
                servers.values().stream().map(ServerConnections::close).toList();
        servers.clear();
        Future.join(closing).await();
    }

    /// One request under way; lives on one event loop.
    private static final class Sent implements Sending {
        private final WireRequest request;
        private final Consumer<Reply> reply;
        private final int answerBytesMax;
        private @Nullable HttpClientRequest stream;
        private boolean over;

        Sent(WireRequest request, Consumer<Reply> reply, int answerBytesMax) {
            this.request = request;
            this.reply = reply;
            this.answerBytesMax = answerBytesMax;
        }

        void connected(HttpClientRequest connected) {
            // What happens to it comes with the futures; without a handler Vert.x logs it besides.
            connected.exceptionHandler(known -> {});
            if (over) {
                var _ = connected.reset(CANCEL);
                return;
            }
            stream = connected;
            connected
                    .send(BufferInternal.buffer(Unpooled.wrappedBuffer(request.body())))
                    .onSuccess(this::answering)
                    .onFailure(this::broken);
        }

        void notConnected(Throwable failure) {
            boolean isFull = failure instanceof ConnectionPoolTooBusyException;
            end(new Reply.Broken(isFull ? Seen.NO_ROOM : Seen.NO, reason(failure)));
        }

        private void answering(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            response.exceptionHandler(this::broken);
            response.handler(
                    part -> {
                        body.appendBuffer(part);
                        if (body.length() > answerBytesMax) {
                            cancel(
                                    new Reply.Broken(
                                            Seen.PERHAPS,
                                            "more than " + answerBytesMax + " bytes of answer"));
                        }
                    });
            response.endHandler(
                    end ->
                            end(
                                    new Reply.Arrived(
                                            new WireAnswer(
                                                    response.statusCode(),
                                                    response.headers(),
                                                    body,
                                                    trailers(response)))));
        }

        private static MultiMap trailers(HttpClientResponse response) {
            return response.trailers();
        }

        private void broken(Throwable failure) {
            boolean refused =
                    failure instanceof StreamResetException reset
                            && reset.getCode() == REFUSED_STREAM;
            end(new Reply.Broken(refused ? Seen.NO : Seen.PERHAPS, reason(failure)));
        }

        private static String reason(Throwable failure) {
            String message = failure.getMessage();
            return message == null ? failure.getClass().getSimpleName() : message;
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                reset();
            }
        }

        private void cancel(Reply instead) {
            if (!over) {
                reset();
                end(instead);
            }
        }

        private void reset() {
            HttpClientRequest open = stream;
            if (open != null) {
                var _ = open.reset(CANCEL);
            }
        }

        void end(Reply what) {
            if (!over) {
                over = true;
                reply.accept(what);
            }
        }
    }
}
