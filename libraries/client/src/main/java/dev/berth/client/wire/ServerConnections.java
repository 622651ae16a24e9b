package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.client.pool.ConnectionPool;
import dev.berth.client.pool.Multiplexing;
import dev.berth.client.pool.PooledConnection;
import dev.berth.core.LinkageProblem;
import io.netty.channel.Channel;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientBase;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connections to one server, opened and closed as its [ConnectionPool] decides. Thread-safe.
///
/// Vert.x turns sockets into HTTP connections here but does not pool them (ADR 0054): a call
/// waiting in its pool cannot be removed, and it loses streams whose request is cancelled before
/// HTTP/2 has begun them. With the socket available from the start, a connection that never becomes
/// ready can be closed: HTTP/2 waits without a limit for the settings of a silent server.
final class ServerConnections implements ConnectionPool.Connector<HttpClientConnectionInternal> {
    private final VertxInternal vertx;
    private final PoolPolicy policy;
    private final HttpClientBase client;
    private final Address server;
    private final ConnectionPool<HttpClientConnectionInternal> pool;
    private final Map<PooledConnection<HttpClientConnectionInternal>, Socket> sockets =
            new ConcurrentHashMap<>();

    /// Cause why no connection can be opened to any server, if a class could not be linked.
    private volatile @Nullable Throwable unlinked;

    /// @param client turns sockets into connections
    ServerConnections(
            VertxInternal vertx,
            HttpForm form,
            PoolPolicy policy,
            HttpClientBase client,
            Address server) {
        this.vertx = vertx;
        this.policy = policy;
        this.client = client;
        this.server = server;
        this.pool =
                new ConnectionPool<>(
                        policy.limits(form), System::nanoTime, new SplittableRandom(), this);
    }

    ConnectionPool<HttpClientConnectionInternal> pool() {
        return pool;
    }

    @Nullable Throwable unlinked() {
        return unlinked;
    }

    @Override
    public void open(PooledConnection<HttpClientConnectionInternal> connection) {
        ContextInternal context = vertx.createEventLoopContext();
        var socket = new Socket(connection);
        sockets.put(connection, socket);
        PromiseInternal<NetSocket> connected = context.promise();
        // Before it connects, so that no byte of the server arrives without a reader.
        connected
                .future()
                .compose(
                        made -> {
                            socket.connected(
                                    ((NetSocketInternal) made).channelHandlerContext().channel());
                            return connector().wrap(context, made);
                        })
                .onComplete(made -> opened(connection, made));
        try {
            client.netClient().connectInternal(connectOptions(), connected, context);
        } catch (RuntimeException closed) {
            // Or the address is invalid: either way there is no connection.
            connected.tryFail(closed);
        }
    }

    private HttpChannelConnector connector() {
        HttpClientOptions options = client.options();
        return new HttpChannelConnector(
                client,
                client.netClient(),
                options.getSslOptions(),
                null,
                null,
                options.getProtocolVersion(),
                options.isSsl(),
                options.isUseAlpn(),
                HostAndPort.create(server.authority(), server.port()),
                SocketAddress.inetSocketAddress(server.port(), server.host()),
                false,
                0);
    }

    private ConnectOptions connectOptions() {
        HttpClientOptions options = client.options();
        var connect =
                new ConnectOptions()
                        .setRemoteAddress(
                                SocketAddress.inetSocketAddress(server.port(), server.host()))
                        .setHost(server.authority())
                        .setPort(server.port())
                        .setSsl(options.isSsl());
        return options.isSsl() ? connect.setSslOptions(sslOptions(options)) : connect;
    }

    private static ClientSSLOptions sslOptions(HttpClientOptions options) {
        ClientSSLOptions ssl = options.getSslOptions().copy();
        return ssl.setUseAlpn(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setApplicationLayerProtocols(
                        switch (options.getProtocolVersion()) {
                            case HTTP_2 -> List.of("h2", "http/1.1");
                            case HTTP_1_0, HTTP_1_1 -> List.of("http/1.1");
                        });
    }

    private void opened(
            PooledConnection<HttpClientConnectionInternal> connection,
            AsyncResult<HttpClientConnectionInternal> made) {
        if (made.failed()) {
            LinkageProblem.find(made.cause()).ifPresent(cause -> unlinked = cause);
            pool.closed(connection, SentRequest.reason(made.cause()));
            return;
        }
        HttpClientConnectionInternal http = made.result();
        Multiplexing multiplexing = isHttp2(http) ? Multiplexing.STREAMS : Multiplexing.NONE;
        // Its calls are notified by their streams; without a handler Vert.x logs the error as well.
        http.exceptionHandler(known -> {});
        http.evictionHandler(gone -> pool.retire(connection));
        http.concurrencyChangeHandler(streams -> pool.streamsChanged(connection, streams));
        if (multiplexing == Multiplexing.STREAMS) {
            Runnable stop = new Pings(vertx, http, policy.pingInterval()).begin();
            http.channelHandlerContext().channel().closeFuture().addListener(end -> stop.run());
        }
        pool.opened(connection, http, http.concurrency(), multiplexing);
    }

    /// Vert.x refuses to return HTTP/2 settings for HTTP/1.1.
    private static boolean isHttp2(HttpConnection connection) {
        try {
            return connection.settings() != null;
        } catch (UnsupportedOperationException http1) {
            return false;
        }
    }

    @Override
    public void close(PooledConnection<HttpClientConnectionInternal> connection) {
        Socket socket = sockets.remove(connection);
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void wakeAfter(long nanos) {
        vertx.timer(nanos, TimeUnit.NANOSECONDS).onSuccess(due -> pool.wake());
    }

    /// Closes all connections, including those being opened; waiting calls are rejected.
    void close() {
        pool.shutDown();
    }

    /// Socket from which a connection is made.
    private final class Socket {
        private final PooledConnection<HttpClientConnectionInternal> connection;
        private @Nullable Channel channel;
        private boolean closed;

        Socket(PooledConnection<HttpClientConnectionInternal> connection) {
            this.connection = connection;
        }

        void connected(Channel made) {
            made.closeFuture()
                    .addListener(end -> pool.closed(connection, "the connection was closed"));
            synchronized (this) {
                channel = made;
                if (!closed) {
                    return;
                }
            }
            var _ = made.close();
        }

        void close() {
            Channel made;
            synchronized (this) {
                closed = true;
                made = channel;
            }
            if (made != null) {
                var _ = made.close();
            }
        }
    }
}
