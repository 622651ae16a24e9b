package dev.berth.server;

import dev.berth.catalog.feature.Features;
import dev.berth.core.ProblemException;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.events.PredictionEvents;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.server.auth.Access;
import dev.berth.server.contribution.Contributions;
import dev.berth.server.contribution.RunningServices;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.grpc.GrpcServerHandler;
import dev.berth.server.http.HttpServerContext;
import dev.berth.server.inference.InFlightRequests;
import dev.berth.server.inference.Predictions;
import dev.berth.server.logging.Logs;
import dev.berth.server.telemetry.Metrics;
import dev.berth.server.telemetry.RequestTelemetry;
import dev.berth.server.telemetry.Tracing;
import dev.berth.server.tls.TlsOptions;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that answers for one system: HTTP/1.1, HTTP/2 and gRPC on one port. Thread-safe.
public final class BerthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BerthServer.class);

    /// Time for reporting the cut-off to clients.
    private static final Duration CUT_OFF_TIME = Duration.ofMillis(500);

    /// Models give their memory back in milliseconds each; one that is being loaded or fetched
    /// takes longer, and is not waited for.
    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

    /// The same where something hangs: an orchestrator that allows five seconds more than the grace
    /// is not kept waiting.
    private static final Duration CLOSE_TIME_HUNG = Duration.ofSeconds(1);

    /// A server that takes the place of another is to know its callers when its port opens; an
    /// issuer that does not answer is not waited for any longer.
    private static final Duration FIRST_KEYS_TIME = Duration.ofSeconds(3);

    /// Between two looks at the clock, of a time that is seconds long.
    private static final long LAME_DUCK_POLL_NANOS = 20_000_000;

    private final ServerOptions options;
    private final ModelServer serving;
    private final Endpoints endpoints;
    private final Access access;
    private final RequestTelemetry observers;
    private final InFlightRequests traffic;
    private final Optional<OfferedFeatures> features;
    private final Contributions contributions;
    private final PortListener listener;
    private final LongSupplier nanoClock;
    private boolean closed;

    private BerthServer(
            ServerOptions options,
            ModelServer serving,
            Endpoints endpoints,
            Access access,
            RequestTelemetry observers,
            InFlightRequests traffic,
            Optional<OfferedFeatures> features,
            Contributions contributions,
            PortListener listener,
            LongSupplier nanoClock) {
        this.options = options;
        this.serving = serving;
        this.endpoints = endpoints;
        this.access = access;
        this.observers = observers;
        this.traffic = traffic;
        this.features = features;
        this.contributions = contributions;
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    /// Makes all parts but for the open port. If one cannot be made, those before it are closed.
    private static BerthServer make(
            Path system,
            ServerOptions options,
            LongSupplier nanoClock,
            AsyncInitializer<EventLoops> loops,
            CloseOnFailure parts) {
        var metrics = new Metrics(version());
        parts.add(metrics::close);
        ModelServer serving =
                ModelServer.open(
                        system,
                        options.serving()
                                .withInlineExecutors(options.eventLoops())
                                .withListener(
                                        new CompositeServingListener(
                                                metrics, options.serving().listener()))
                                .withPredictionListeners(
                                        PredictionEvents.withDiscovered(
                                                options.serving().predictionListeners())));
        parts.add(serving::close);
        Optional<OnlineFeatureReader> reads =
                options.features().map(source -> features(source, serving));
        reads.ifPresent(found -> parts.add(found::close));
        Endpoints endpoints = endpoints(serving, metrics, options, reads);
        parts.add(endpoints::close);
        if (options.serving().watching().isPresent()) {
            endpoints.watchTrafficWeights(Endpoints.WEIGHTS_INTERVAL);
        }
        Access access = access(serving, options);
        parts.add(access::close);
        access.addListener(metrics.access());
        var traffic = new InFlightRequests();
        metrics.watch(serving);
        metrics.watch(traffic);
        metrics.watchState(endpoints::isStateReadable);
        reads.ifPresent(found -> keepUp(found, metrics, serving));
        Tracing tracing = Tracing.to(options.traces(), serving.system().name(), version());
        parts.add(tracing::close);
        var observers = new RequestTelemetry(metrics, tracing);
        Optional<OfferedFeatures> features = reads.map(found -> OfferedFeatures.of(found, serving));
        features.ifPresent(offered -> parts.add(offered::close));
        Contributions contributions = contributions(serving, endpoints, reads);
        parts.add(contributions::close);
        metrics.show(contributions.metrics());
        var context =
                new HttpServerContext(
                        new Predictions(serving, endpoints, options.limits().answerBytesMax()),
                        observers,
                        traffic,
                        access,
                        options.limits(),
                        version(),
                        features,
                        contributions,
                        nanoClock);
        var listener = new PortListener(options, context, loops.join());
        access.awaitKeys(FIRST_KEYS_TIME);
        return new BerthServer(
                options,
                serving,
                endpoints,
                access,
                observers,
                traffic,
                features,
                contributions,
                listener,
                nanoClock);
    }

    private static Contributions contributions(
            ModelServer serving, Endpoints endpoints, Optional<OnlineFeatureReader> reads) {
        var services = new RunningServices();
        services.add(ModelServer.class, serving);
        services.add(Endpoints.class, endpoints);
        reads.ifPresent(found -> services.add(OnlineFeatureReader.class, found));
        return Contributions.find(services);
    }

    private static OnlineFeatureReader features(
            OnlineFeatureReader.Source source, ModelServer serving) {
        return source.of(
                serving.system().directory(),
                () -> serving.system().features(),
                () -> serving.snapshot().part(Features.class).definitions());
    }

    private static void keepUp(OnlineFeatureReader reads, Metrics metrics, ModelServer serving) {
        if (reads instanceof FeatureStoreMaintenance upkeep) {
            metrics.watch(upkeep);
            upkeep.materializeEvery(() -> serving.system().features().materializeInterval());
        }
    }

    private static Endpoints endpoints(
            ModelServer serving,
            Metrics metrics,
            ServerOptions options,
            Optional<OnlineFeatureReader> reads) {
        Remotes remotes = options.remotes().of(() -> serving.system().remotes());
        return reads.isPresent()
                ? Endpoints.open(serving, metrics.endpoints(), remotes, reads.get()::current)
                : Endpoints.open(serving, metrics.endpoints(), remotes);
    }

    private static Access access(ModelServer serving, ServerOptions options) {
        return Access.of(
                () -> serving.system().access(),
                options.host(),
                options.access(),
                options.tls().flatMap(TlsOptions::clientAuthorities).isPresent()
                        ? Access.Certificates.VERIFIED
                        : Access.Certificates.NONE,
                InstantSource.system());
    }

    /// Loads the system and listens. Blocks until every model is ready or failed and the port is
    /// open.
    ///
    /// @param system the directory with `berth.yaml` and `models/`
    /// @throws ProblemException `package-invalid` if there is no such directory or `berth.yaml` is
    ///   broken, `usage` if the port cannot be had, its certificate cannot be used, or everybody in
    ///   the network could call
    public static BerthServer start(Path system, ServerOptions options) {
        return start(system, options, System::nanoTime);
    }

    /// @param nanoClock by which slow clients are overdue and the lame-duck time passes, on the
    ///   scale of [System#nanoTime()]
    static BerthServer start(Path system, ServerOptions options, LongSupplier nanoClock) {
        PortListener.requireFree(options);
        // First, or what follows would log in the form and at the level of a library's defaults.
        options.log().ifPresent(Logs::configure);
        AsyncInitializer<EventLoops> loops =
                AsyncInitializer.of(
                        "berth-vertx", () -> PortListener.eventLoops(options, nanoClock));
        BerthServer server;
        try (var parts = new CloseOnFailure()) {
            parts.add(() -> loops.join().vertx().close());
            server = make(system, options, nanoClock, loops, parts);
            parts.keep();
        }
        try {
            server.listener.open();
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
        Thread.ofPlatform().name("berth-grpc").daemon().start(GrpcServerHandler::prepare);
        server.announce();
        return server;
    }

    /// The version of this server, `development` outside its jar.
    public static String version() {
        String version = BerthServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /// The port that it listens on.
    public int port() {
        return listener.port();
    }

    /// Where a browser on this machine finds it.
    public URI address() {
        String host = options.host().equals("0.0.0.0") ? "127.0.0.1" : options.host();
        return URI.create(
                (options.tls().isPresent() ? "https://" : "http://")
                        + (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + port());
    }

    /// Bytes of requests and answers that are in flight.
    public long bytesUnderWay() {
        return listener.bytesUnderWay();
    }

    /// The connections of clients so far.
    public ConnectionCounts connections() {
        return listener.connections();
    }

    /// The models that it serves.
    public ModelServer serving() {
        return serving;
    }

    /// The endpoints over them.
    public Endpoints endpoints() {
        return endpoints;
    }

    /// One line that says where; the command prints the rest, and an embedding application knows
    /// it.
    private void announce() {
        LOG.info(
                "Berth {} serves {} at {} (HTTP and gRPC)",
                version(),
                serving.system().name(),
                address());
        List<ModelStatus> statuses = serving.index();
        for (ModelStatus status : statuses) {
            if (status.state() == ModelState.READY) {
                LOG.debug(
                        "  {}@{}: POST {}/v1/models/{}:predict",
                        status.name(),
                        status.version(),
                        address(),
                        status.name());
            } else {
                LOG.debug(
                        "  {}@{} is {}: {}",
                        status.name(),
                        status.version(),
                        word(status),
                        status.reason());
            }
        }
        if (statuses.isEmpty()) {
            LOG.warn("no models yet: add a package under models/");
        }
        LOG.debug("  documentation {}/docs, metrics {}/metrics", address(), address());
    }

    private static String word(ModelStatus status) {
        return status.state().label();
    }

    /// Notifies health checks and clients, takes no new requests, waits for those in flight, and
    /// closes. Blocks until then: for the options' lame-duck time, the grace, and some seconds to
    /// close, whatever hangs.
    ///
    /// In this order, so that a client or load balancer looks elsewhere before any is refused:
    /// health checks say no, connections of HTTP/2 get GOAWAY, and each further answer of HTTP/1.1
    /// ends its connection. All requests are answered so for the lame-duck time; then new ones are
    /// refused with `draining`, until those in flight are answered. Then the port is closed, what
    /// has connected by then is answered, and connections are closed when their clients are quiet:
    /// what a client sends while its connection is closed would be lost.
    ///
    /// @return false if some requests were still in flight after the grace and were cut off: failed
    ///   with `draining`, and their executions terminated
    public boolean drain(Duration grace) {
        if (isClosed()) {
            return true;
        }
        if (listener.isOpen() && options.lameDuck().isPositive()) {
            traffic.retire();
            listener.goAway();
            answerOn(options.lameDuck());
        }
        long end = System.nanoTime() + grace.toNanos();
        traffic.stop();
        listener.goAway();
        contributions.close();
        serving.stopAdmitting();
        boolean idle = awaitIdle(grace);
        if (!idle) {
            LOG.warn(
                    "{} requests were in flight after {}; they are cut off",
                    traffic.inFlight(),
                    grace);
            serving.failAll();
            var _ = awaitIdle(CUT_OFF_TIME);
        }
        settle(Duration.ofNanos(Math.max(end - System.nanoTime(), CUT_OFF_TIME.toNanos())));
        shut(idle ? CLOSE_TIME : CLOSE_TIME_HUNG);
        return idle;
    }

    private void answerOn(Duration time) {
        long end = nanoClock.getAsLong() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0; left = end - nanoClock.getAsLong()) {
                Thread.sleep(Duration.ofNanos(Math.min(left, LAME_DUCK_POLL_NANOS)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(Duration max) {
        listener.stopAccepting();
        try {
            listener.awaitSettled(max);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitIdle(Duration time) {
        try {
            return traffic.awaitIdle(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// [#drain] with the grace of the options.
    @Override
    public void close() {
        var _ = drain(options.grace());
    }

    /// Closes the reader, so that another process may write the store, and feeds end between two
    /// batches.
    private static void closeWithin(OnlineFeatureReader reads, Duration time) {
        Thread closing =
                Thread.ofPlatform().daemon().name("berth-close-features").start(reads::close);
        try {
            if (!closing.join(time)) {
                LOG.warn("what keeps features up to date does not end; it is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void shut(Duration time) {
        if (closed) {
            return;
        }
        closed = true;
        listener.close();
        features.ifPresent(OfferedFeatures::close);
        endpoints.close();
        features.ifPresent(offered -> closeWithin(offered.reads(), time));
        if (!serving.closeWithin(time)) {
            LOG.warn("an execution or a load does not end; it is left behind");
        }
        access.close();
        observers.close();
        LOG.info("Berth stopped");
    }
}
