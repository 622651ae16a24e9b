package dev.berth.server;

import dev.berth.endpoint.execution.Remotes;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.server.auth.AccessOptions;
import dev.berth.server.logging.LogOptions;
import dev.berth.server.telemetry.TraceOptions;
import dev.berth.server.tls.TlsOptions;
import dev.berth.serving.ServingOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Options of a server.
///
/// @param host the address to listen on; the loopback address by default
/// @param port the port for HTTP/1.1, HTTP/2 and gRPC alike; 0 for any free one
/// @param eventLoops threads that read, parse and write, at least 1
/// @param access access options, besides the rules of `berth.yaml`
/// @param tls empty for no TLS
/// @param lameDuck how long [BerthServer#close] first answers on as one that is not ready, so that
///   a client or load balancer can find out
/// @param grace how long it then waits for requests in flight
/// @param log empty to leave logging as the process has set it up
/// @param traces where traces go, and which; empty for none
/// @param serving its listener is notified of everything besides the server's own metrics
/// @param remotes how steps of endpoints call other servers; by default they cannot
/// @param features from where endpoints and the routes of features read; empty for no features
public record ServerOptions(
        String host,
        int port,
        int eventLoops,
        ServerLimits limits,
        AccessOptions access,
        Optional<TlsOptions> tls,
        Duration lameDuck,
        Duration grace,
        Optional<LogOptions> log,
        Optional<TraceOptions> traces,
        ServingOptions serving,
        Remotes.Source remotes,
        Optional<OnlineFeatureReader.Source> features) {
    public static final String HOST_DEFAULT = "127.0.0.1";
    public static final int PORT_DEFAULT = 8080;

    /// Kubernetes kills after 30 seconds; this leaves it room.
    public static final Duration GRACE_DEFAULT = Duration.ofSeconds(25);

    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("event loops: " + eventLoops + " (expected: >= 1)");
        }
        if (lameDuck.isNegative()) {
            throw new IllegalArgumentException("lame duck: " + lameDuck + " (expected: >= 0)");
        }
    }

    public static ServerOptions defaults() {
        return new ServerOptions(
                HOST_DEFAULT,
                PORT_DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                ServerLimits.defaults(),
                AccessOptions.defaults(),
                Optional.empty(),
                Duration.ZERO,
                GRACE_DEFAULT,
                Optional.empty(),
                Optional.empty(),
                ServingOptions.defaults(),
                declared -> Remotes.none(),
                Optional.empty());
    }

    public ServerOptions withHost(String other) {
        return with(builder -> builder.host = other);
    }

    public ServerOptions withPort(int other) {
        return with(builder -> builder.port = other);
    }

    public ServerOptions withEventLoops(int count) {
        return with(builder -> builder.eventLoops = count);
    }

    public ServerOptions withLimits(ServerLimits other) {
        return with(builder -> builder.limits = other);
    }

    public ServerOptions withAccess(AccessOptions other) {
        return with(builder -> builder.access = other);
    }

    public ServerOptions withTls(TlsOptions other) {
        return with(builder -> builder.tls = Optional.of(other));
    }

    public ServerOptions withLameDuck(Duration other) {
        return with(builder -> builder.lameDuck = other);
    }

    public ServerOptions withGrace(Duration other) {
        return with(builder -> builder.grace = other);
    }

    public ServerOptions withLog(LogOptions other) {
        return with(builder -> builder.log = Optional.of(other));
    }

    public ServerOptions withTraces(TraceOptions other) {
        return with(builder -> builder.traces = Optional.of(other));
    }

    public ServerOptions withServing(ServingOptions other) {
        return with(builder -> builder.serving = other);
    }

    public ServerOptions withRemotes(Remotes.Source other) {
        return with(builder -> builder.remotes = other);
    }

    public ServerOptions withFeatures(OnlineFeatureReader.Source other) {
        return with(builder -> builder.features = Optional.of(other));
    }

    private ServerOptions with(Consumer<Builder> change) {
        var builder = new Builder(this);
        change.accept(builder);
        return builder.done();
    }

    /// Options of which one is being changed.
    private static final class Builder {
        private String host;
        private int port;
        private int eventLoops;
        private ServerLimits limits;
        private AccessOptions access;
        private Optional<TlsOptions> tls;
        private Duration lameDuck;
        private Duration grace;
        private Optional<LogOptions> log;
        private Optional<TraceOptions> traces;
        private ServingOptions serving;
        private Remotes.Source remotes;
        private Optional<OnlineFeatureReader.Source> features;

        Builder(ServerOptions from) {
            host = from.host;
            port = from.port;
            eventLoops = from.eventLoops;
            limits = from.limits;
            access = from.access;
            tls = from.tls;
            lameDuck = from.lameDuck;
            grace = from.grace;
            log = from.log;
            traces = from.traces;
            serving = from.serving;
            remotes = from.remotes;
            features = from.features;
        }

        ServerOptions done() {
            return new ServerOptions(
                    host,
                    port,
                    eventLoops,
                    limits,
                    access,
                    tls,
                    lameDuck,
                    grace,
                    log,
                    traces,
                    serving,
                    remotes,
                    features);
        }
    }
}
