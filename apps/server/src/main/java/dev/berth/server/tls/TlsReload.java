package dev.berth.server.tls;

import dev.berth.core.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS of all event loops' servers, which follows its files: new connections get what the files
/// hold now, those that are open keep what they have. Files that cannot be used change nothing.
/// Thread-safe.
public final class TlsReload {
    /// The caller that replaces a certificate looks again in some seconds. Contents are compared,
    /// since mounted secrets are replaced by links whose times say little.
    private static final long POLL_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    private final Vertx vertx;
    private final TlsOptions options;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile TlsMaterial serving;
    private volatile TlsMaterial seen;
    private volatile Instant until;

    private TlsReload(Vertx vertx, TlsOptions options, TlsMaterial material) {
        this.vertx = vertx;
        this.options = options;
        this.serving = material;
        this.seen = material;
        this.until = material.until(vertx);
    }

    /// Reads the files and polls them for changes. Blocks while it reads.
    ///
    /// @throws ProblemException `usage` if they cannot be used
    public static TlsReload start(Vertx vertx, TlsOptions options) {
        var reload = new TlsReload(vertx, options, TlsMaterial.read(options).requireSound(vertx));
        vertx.setPeriodic(
                POLL_MILLIS,
                id -> {
                    var _ = vertx.executeBlocking(reload::poll, true);
                });
        return reload;
    }

    /// Configures TLS for a server before it opens.
    public void applyTo(HttpServerOptions server) {
        ServerSSLOptions tls = serving.options();
        server.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setClientAuth(tls.getClientAuth())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
        tls.getEnabledCipherSuites().forEach(server::addEnabledCipherSuite);
        if (tls.getTrustOptions() != null) {
            server.setTrustOptions(tls.getTrustOptions());
        }
    }

    /// A server that is open, and is notified of new files.
    public void add(HttpServer server) {
        servers.add(server);
    }

    /// When the certificate that new connections get expires, or the first of its chain.
    public Instant certificateUntil() {
        return until;
    }

    private boolean poll() {
        try {
            TlsMaterial found = TlsMaterial.read(options);
            if (found.equals(seen)) {
                return false;
            }
            seen = found;
            if (!found.equals(serving)) {
                replace(found.requireSound(vertx));
            }
            return true;
        } catch (ProblemException e) {
            LOG.error("the certificate in use is kept: {}", e.problem());
            return false;
        }
    }

    private void replace(TlsMaterial found) {
        serving = found;
        until = found.until(vertx);
        Future.all(
                        servers.stream()
                                .map(server -> server.updateSSLOptions(found.options()))
                                .toList())
                .onSuccess(done -> LOG.info("new connections get the new certificate"))
                .onFailure(e -> LOG.error("the certificate in use is kept: {}", e.toString()));
    }
}
