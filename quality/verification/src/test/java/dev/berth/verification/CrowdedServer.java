package dev.berth.verification;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerLimits;
import dev.berth.server.ServerOptions;
import dev.berth.server.tls.TlsOptions;
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

/// Server with a certificate that expires the day after tomorrow, and no free connections.
final class CrowdedServer implements AutoCloseable {
    /// The connections held here, and Prometheus' own.
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
        SystemFolder.in(system);
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

    /// An entry of Prometheus' `scrape_configs`.
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

    /// Holds all connections but the one for Prometheus, and tries further ones.
    void crowd() {
        do {
            try {
                tryOne();
            } catch (IOException refused) {
                // As expected, during the exchange.
            }
        } while (held.size() < CONNECTIONS_MAX - 1);
    }

    private void tryOne() throws IOException {
        var socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port());
        try {
            socket.setSoTimeout(KEPT_MILLIS);
            socket.startHandshake();
            // Nothing is sent: only the end can be read.
            var _ = socket.getInputStream().read();
            socket.close();
        } catch (SocketTimeoutException kept) {
            if (held.size() < CONNECTIONS_MAX - 1) {
                held.add(socket);
            } else {
                socket.close();
            }
        } catch (IOException e) {
            socket.close();
            throw e;
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
