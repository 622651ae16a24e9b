package dev.berth.client.wire;

import dev.berth.client.group.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.atomic.AtomicInteger;

/// The connections to one server. Thread-safe.
///
/// Each server has a client of Vert.x to itself, since that is the only way to end connections that
/// never come about: to a server that accepts and says nothing, HTTP/2 waits for settings, and
/// Vert.x has no limit for that.
final class ServerConnections {
    /// A handshake may take so many connect timeouts, on a busy machine, before all is begun anew.
    private static final int HANDSHAKE_TIMEOUTS = 3;

    private final Vertx vertx;
    private final PoolPolicy policy;
    private final HttpClient client;
    private final AtomicInteger established = new AtomicInteger();
    private volatile long progressNanos = System.nanoTime();
    private volatile long usedNanos = System.nanoTime();

    ServerConnections(Vertx vertx, PoolPolicy policy, HttpClientOptions options) {
        this.vertx = vertx;
        this.policy = policy;
        this.client =
                HttpClients.open(
                        vertx,
                        vertx.httpClientBuilder()
                                .with(options)
                                .with(
                                        new PoolOptions()
                                                .setHttp1MaxSize(policy.connectionsMax())
                                                .setHttp2MaxSize(policy.http2ConnectionsMax())
                                                .setMaxWaitQueueSize(policy.waitingMax()))
                                .withConnectHandler(this::connected));
    }

    /// A request, when there is a connection for it.
    Future<HttpClientRequest> request(RequestOptions request) {
        usedNanos = System.nanoTime();
        try {
            return client.request(request);
        } catch (IllegalStateException closed) {
            // Since they were found, another event loop has given them up.
            return Future.failedFuture("its connections are made anew");
        }
    }

    private void connected(HttpConnection connection) {
        established.incrementAndGet();
        Runnable stop =
                isHttp2(connection)
                        ? new Pings(vertx, connection, policy.pingInterval()).begin()
                        : () -> {};
        connection.closeHandler(
                closed -> {
                    progressNanos = System.nanoTime();
                    established.decrementAndGet();
                    stop.run();
                });
    }

    /// Vert.x tells by refusing to say which settings HTTP/1.1 has.
    private static boolean isHttp2(HttpConnection connection) {
        try {
            return connection.settings() != null;
        } catch (UnsupportedOperationException http1) {
            return false;
        }
    }

    boolean isConnected() {
        return established.get() > 0;
    }

    /// Whether there is no connection, and those that are being made have taken too long.
    boolean isStuck() {
        return established.get() == 0
                && System.nanoTime() - progressNanos
                        > HANDSHAKE_TIMEOUTS * policy.connectTimeout().toNanos();
    }

    boolean isUnusedFor(long nanos) {
        return System.nanoTime() - usedNanos > nanos;
    }

    /// Closes all, also those that are being made; what waits for one fails, or nothing comes of
    /// it.
    ///
    /// @return comes when all are closed
    Future<Void> close() {
        return HttpClients.close(client);
    }
}
