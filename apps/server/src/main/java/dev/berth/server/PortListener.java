package dev.berth.server;

import static java.util.Objects.requireNonNull;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.grpc.GrpcServerContext;
import dev.berth.server.grpc.GrpcServerHandler;
import dev.berth.server.http.HttpServerContext;
import dev.berth.server.http.HttpServerHandler;
import dev.berth.server.http1.Http1FastPath;
import dev.berth.server.http2.Http2FastPath;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.server.telemetry.Metrics;
import dev.berth.server.tls.TlsReload;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open port: one HTTP server for each event loop, all behind the same port, among which
/// connections are spread.
final class PortListener implements AutoCloseable {
    /// Longer request lines than any path with a model and a version.
    private static final int REQUEST_LINE_BYTES_MAX = 4096;

    /// Streams of a connection at the same time; the least that RFC 9113 recommends.
    private static final int STREAMS_MAX = 100;

    /// Resets on one connection; an honest client whose every call is late sends some hundred, an
    /// attacker a hundred thousand.
    private static final int RESETS_PER_SECOND_MAX = 1000;

    /// Vert.x's way to say: any free port, the same for all servers of the deployment.
    private static final int ANY_SHARED_PORT = -1;

    /// What is left of answers when the server stops is on its way to the network.
    private static final int SHUTDOWN_SECONDS = 1;

    /// More than [#SHUTDOWN_SECONDS] and the end of threads that have nothing to do.
    private static final int CLOSE_SECONDS_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(PortListener.class);

    private final ServerOptions options;
    private final HttpServerContext serverContext;
    private final Vertx vertx;
    private final ListeningSockets listening;
    private final Connections connections;
    private final ConnectionWatches watches;
    private final InFlightByteBudget bytes;
    private final Optional<TlsReload> tls;
    private final AtomicInteger loopsStarted = new AtomicInteger();
    private int port;

    /// @param loops of [#eventLoops], which this listener closes
    PortListener(ServerOptions options, HttpServerContext serverContext, EventLoops loops) {
        this.options = options;
        this.serverContext = serverContext;
        this.listening = loops.listening();
        this.connections = loops.connections();
        this.watches = loops.watches();
        this.bytes = new InFlightByteBudget(options.limits().bytesUnderWayMax());
        this.vertx = loops.vertx();
        this.tls = options.tls().map(files -> TlsReload.start(vertx, files));
        Metrics metrics = serverContext.observers().metrics();
        metrics.countConnections(connections::count, connections::max, connections::refused);
        metrics.watch(bytes);
        tls.ifPresent(files -> metrics.showCertificate(files::certificateUntil));
    }

    /// Starts threads, and waits for nothing.
    ///
    /// @param nanoClock by which slow clients are overdue
    static EventLoops eventLoops(ServerOptions options, LongSupplier nanoClock) {
        ServerLimits limits = options.limits();
        var connections = new Connections(limits.connectionsMax(), nanoClock);
        var watches = new ConnectionWatches(ConnectionReaper.Times.of(limits), nanoClock);
        var listening = new ListeningSockets();
        Vertx vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setEventLoopPoolSize(options.eventLoops())
                                        // Compression of large bodies and scrapes; predictions run
                                        // on serving's own threads.
                                        .setWorkerPoolSize(Math.max(2, options.eventLoops())))
                        .withTransport(
                                WatchedTransport.of(http1(limits), connections, watches, listening))
                        .build();
        return new EventLoops(vertx, listening, connections, watches);
    }

    /// @throws ProblemException `usage` if the port cannot be had
    void open() {
        List<Loop> loops = new CopyOnWriteArrayList<>();
        try {
            vertx.deployVerticle(
                            () -> {
                                var loop = new Loop();
                                loops.add(loop);
                                return loop;
                            },
                            new DeploymentOptions().setInstances(options.eventLoops()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException error) {
                // Two routes with the same paths.
                throw error;
            }
            throw cannotListen(options, reason(e.getCause() == null ? e : e.getCause()));
        }
        port = loops.getFirst().actualPort();
    }

    /// A second server on a port should fail before its models are loaded. Between this check and
    /// [#open] another process may take the port; [#open] then fails.
    ///
    /// @throws ProblemException `usage` if the port cannot be had
    static void requireFree(ServerOptions options) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(options.host(), options.port()));
        } catch (IOException e) {
            throw cannotListen(options, reason(e));
        }
    }

    private static ProblemException cannotListen(ServerOptions options, String reason) {
        return new ProblemException(
                ProblemCode.USAGE,
                "cannot listen on " + options.host() + ":" + options.port() + ": " + reason,
                "choose another port (--port), stop what uses it, or name an address that"
                        + " this machine has (--host)");
    }

    /// Netty's reason without the names of system calls, their numbers and what the resolver tried.
    private static String reason(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "")
                .replaceFirst(" \\[A+\\(.*", "");
    }

    /// Whether it was opened, also if it is closed.
    boolean isOpen() {
        return port != 0;
    }

    int port() {
        return port;
    }

    ConnectionCounts connections() {
        return new ConnectionCounts(connections.count(), connections.ended());
    }

    /// Bytes of requests and answers in flight.
    long bytesUnderWay() {
        return bytes.count();
    }

    /// Makes clients leave for another server: those of HTTP/2 at once, others with their next
    /// response.
    void goAway() {
        connections.goAway();
    }

    /// Closes the port, so that another server can have it, and notifies clients of HTTP/2 that
    /// have connected since [#goAway]. Connections stay, those that wait to be accepted too. Blocks
    /// for some tenths of a second at most.
    void stopAccepting() {
        listening.close();
        connections.goAway();
    }

    /// Waits until no client is about to send a request or to take an answer; each answer of
    /// HTTP/1.1 ends its connection meanwhile, as after [#goAway].
    void awaitSettled(Duration max) throws InterruptedException {
        if (connections.count() > 0 && !watches.awaitSettled(max)) {
            LOG.debug("some connections do not settle within {}", max);
        }
    }

    /// Closes the port and all connections. Waits for event loops, but not for one that hangs.
    @Override
    public void close() {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("an event loop does not end; it is left behind");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("the port was not closed in order", e.getCause());
        }
    }

    private HttpServerOptions serverOptions() {
        HttpServerOptions plain = plainOptions();
        tls.ifPresent(files -> files.applyTo(plain));
        return plain;
    }

    /// How long the lines and headers of requests may be.
    private static HttpServerOptions http1(ServerLimits limits) {
        return new HttpServerOptions()
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(limits.headerBytesMax());
    }

    private HttpServerOptions plainOptions() {
        ServerLimits limits = options.limits();
        return http1(limits)
                .setHost(options.host())
                .setPort(options.port() == 0 ? ANY_SHARED_PORT : options.port())
                .setHttp2ClearTextEnabled(true)
                // Their handlers would check every request, and what a compressed message takes is
                // not known before it is there.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(limits.socketMessageBytesMax())
                .setMaxWebSocketMessageSize(limits.socketMessageBytesMax())
                .setInitialSettings(
                        new Http2Settings()
                                .setMaxConcurrentStreams(STREAMS_MAX)
                                .setMaxHeaderListSize(limits.headerBytesMax()))
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_SECOND_MAX)
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                // A timer and two readings of the clock for each request; ConnectionReaper instead.
                .setIdleTimeout(0)
                // Every answer is written by its event loop, so that connections need no queue for
                // those of other threads: 4 KB each.
                .setStrictThreadMode(true)
                .setTcpNoDelay(true);
    }

    /// One event loop.
    private final class Loop extends VerticleBase {
        private @Nullable HttpServer server;

        @Override
        public Future<?> start() {
            var loop =
                    EventLoopContext.current(vertx, loopsStarted.getAndIncrement(), bytes.loop());
            loop.watchDelay(serverContext.observers().metrics()::eventLoopDelayed);
            var http = new HttpServerHandler(vertx, loop, serverContext);
            var http1 = new Http1FastPath(http::answer);
            var http2 = new Http2FastPath(new Http2RequestDispatcher(http, () -> grpcFront(loop)));
            HttpServer opening =
                    vertx.createHttpServer(serverOptions())
                            .connectionHandler(opened -> connections.opened(opened, http1, http2))
                            .invalidRequestHandler(http::refuseMalformed)
                            .requestHandler(http);
            server = opening;
            return opening.listen().onSuccess(opened -> tls.ifPresent(files -> files.add(opened)));
        }

        private GrpcServerHandler grpcFront(EventLoopContext loop) {
            return new GrpcServerHandler(
                    vertx,
                    loop,
                    new GrpcServerContext(
                            serverContext.predictions(),
                            serverContext.observers(),
                            serverContext.traffic(),
                            serverContext.access(),
                            serverContext.version(),
                            options.limits().bodyBytesMax(),
                            serverContext.features()));
        }

        @Override
        public Future<?> stop() {
            ConnectionReaper watch = watches.of(nettyLoop());
            // Those that linger too, for which Vert.x would wait.
            var _ = nettyLoop().schedule(watch::stop, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            return requireNonNull(server)
                    .shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                    .onComplete(ended -> watch.stop());
        }

        private io.netty.channel.EventLoop nettyLoop() {
            return ((ContextInternal) context).nettyEventLoop();
        }

        int actualPort() {
            return requireNonNull(server).actualPort();
        }
    }
}
