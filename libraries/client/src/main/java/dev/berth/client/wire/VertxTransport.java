package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.HttpClients;
import dev.berth.client.pool.PoolState;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.CleanableHttpClient;
import io.vertx.core.http.impl.HttpClientBase;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Transport over Vert.x connections, pooled here by server ([ServerConnections]).
public final class VertxTransport implements Transport, AutoCloseable {
    /// Time without requests after which connections are closed; checked servers get requests more
    /// often.
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(5);

    /// Interval of the check for idle connections.
    private static final long IDLE_POLL_MILLIS = 1000;

    private final VertxInternal vertx;
    private final HttpForm form;
    private final PoolPolicy policy;
    private final HttpClient client;
    private final Map<Address, ServerConnections> servers = new ConcurrentHashMap<>();
    private final long idleTimer;
    private volatile boolean closed;

    private VertxTransport(
            Vertx vertx, HttpForm form, PoolPolicy policy, HttpClientOptions options) {
        this.vertx = (VertxInternal) vertx;
        this.form = form;
        this.policy = policy;
        this.client = HttpClients.open(vertx, vertx.httpClientBuilder().with(options));
        this.idleTimer = vertx.setPeriodic(IDLE_POLL_MILLIS, id -> closeUnused());
    }

    /// Creates a transport without connections.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if a file of the TLS options cannot be read
    public static VertxTransport open(
            Vertx vertx, HttpForm form, PoolPolicy policy, Optional<ClientTls> tls) {
        var options =
                new HttpClientOptions()
                        .setConnectTimeout((int) policy.connectTimeout().toMillis())
                        .setSslHandshakeTimeout(policy.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setHttp2MultiplexingLimit(policy.streamsMax())
                        .setHttp2ClearTextUpgrade(false)
                        .setProtocolVersion(
                                switch (form) {
                                    case HTTP_1_1 -> HttpVersion.HTTP_1_1;
                                    case HTTP_2 -> HttpVersion.HTTP_2;
                                });
        tls.ifPresent(some -> some.applyTo(options));
        return new VertxTransport(vertx, form, policy, options);
    }

    /// Opens the initial connections to a server.
    public void prepare(Address server) {
        var _ = connections(server);
    }

    @Override
    public InFlight send(
            Address server,
            WireRequest request,
            long timeoutNanos,
            Consumer<TransportResult> reply) {
        var sent =
                new SentRequest(
                        vertx.getOrCreateContext(),
                        server,
                        request,
                        reply,
                        policy.answerBytesMax());
        sent.begin(connections(server), System.nanoTime() + timeoutNanos);
        return sent;
    }

    @Override
    public <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then) {
        var _ = vertx.executeBlocking(step, false).onComplete(then::accept);
    }

    private ServerConnections connections(Address server) {
        ServerConnections known = servers.get(server);
        return known == null ? servers.computeIfAbsent(server, this::open) : known;
    }

    private ServerConnections open(Address server) {
        var delegate = (HttpClientBase) ((CleanableHttpClient) client).delegate;
        var made = new ServerConnections(vertx, form, policy, delegate, server);
        made.pool().start();
        if (closed) {
            // The closing thread may have closed all before this was among them.
            made.close();
        }
        return made;
    }

    private void closeUnused() {
        servers.values()
                .removeIf(
                        connections -> {
                            boolean unused = connections.pool().isUnusedFor(UNUSED_NANOS);
                            if (unused) {
                                connections.close();
                            }
                            return unused;
                        });
        servers.values().forEach(connections -> connections.pool().closeIdle());
    }

    /// Usage of the connections to a server.
    public PoolState state(Address server) {
        return connections(server).pool().state();
    }

    /// Closes the connections and waits for that; must not be called on an event loop.
    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(idleTimer);
        servers.values().forEach(ServerConnections::close);
        servers.clear();
        HttpClients.close(client).await();
    }
}
