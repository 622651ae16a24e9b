package dev.berth.verification;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import dev.berth.server.tls.TlsOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A server whose certificate expires the day after tomorrow, and which takes no more connections
/// than are open.
final class CrowdedServer implements AutoCloseable {
    /// Those held here, and Prometheus' own.
    private static final int CONNECTIONS_MAX = 4;

    /// A refused connection is closed sooner.
    private static final int KEPT_MILLIS = 200;

    private static final String PASSWORD = "of-a-test";

    private final BerthServer server;
    private final SSLContext trusting;
    private final List<SSLSocket> held = new ArrayList<>();

    private CrowdedServer(BerthServer server, SSLContext trusting) {
        this.server = server;
        this.trusting = trusting;
    }

    static CrowdedServer start(Path folder) throws IOException {
        Path system = Files.createDirectories(folder.resolve("system"));
        SystemBuilder.in(system);
        var options =
                ServerOptions.defaults()
                        .withPort(0)
                        .withEventLoops(1)
                        .withLimits(ServerLimits.defaults().withConnectionsMax(CONNECTIONS_MAX))
                        .withTls(certificate(folder));
        return new CrowdedServer(BerthServer.start(system, options), trustingAll());
    }

    private static TlsOptions certificate(Path folder) throws IOException {
        Path store = folder.resolve("store.p12");
        keytool(
                List.of(
                        "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost -validity 2"
                                .split(" ")),
                store);
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new TlsOptions(
                    pem(
                            folder.resolve("server.pem"),
                            "CERTIFICATE",
                            keys.getCertificate("server").getEncoded()),
                    pem(
                            folder.resolve("server.key"),
                            "PRIVATE KEY",
                            keys.getKey("server", PASSWORD.toCharArray()).getEncoded()),
                    Optional.empty());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(List<String> arguments, Path store) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", PASSWORD));
        try {
            int status =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(store.resolveSibling("keytool.log").toFile())
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IOException("keytool ended with " + status);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path pem(Path file, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type));
    }

    private static SSLContext trustingAll() {
        TrustManager all =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {all}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// For Prometheus, to be added to `scrape_configs`.
    String scrapeConfiguration() {
        return """
          - job_name: crowded
            scheme: https
            tls_config: {insecure_skip_verify: true}
            relabel_configs: [{target_label: job, replacement: berth}]
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
                .indent(0)
                .formatted(server.port());
    }

    /// Holds all connections but the one that Prometheus needs, and tries further ones.
    void crowd() {
        // The server closes a connection that sends nothing for long.
        held.removeIf(CrowdedServer::isClosed);
        do {
            try {
                tryOne();
            } catch (IOException refused) {
                // As was to be expected, in the middle of something.
            }
        } while (held.size() < CONNECTIONS_MAX - 1);
    }

    private void tryOne() throws IOException {
        var socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port());
        try {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.startHandshake();
            socket.setSoTimeout(KEPT_MILLIS);
            if (!isClosed(socket) && held.size() < CONNECTIONS_MAX - 1) {
                held.add(socket);
            } else {
                socket.close();
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Nothing is sent to us: the end is all that can come.
    private static boolean isClosed(SSLSocket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Override
    public void close() {
        for (SSLSocket socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        server.close();
    }
}
