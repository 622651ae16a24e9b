package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.tls.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates that look like those of consumers, and those of more than one.
final class CertificateConsumersTest {
    private static final String CONSUMERS =
            """
            name: test
            consumers:
              shop:
                purpose: Ranks what the shop shows
                certificate-identities: ["dns:shop.example.org"]
              ops:
                purpose: Rolls models out
                management: true
                certificate-identities: ["uri:spiffe://example.org/ops", "subject:CN=ops,O=Example"]
            """;

    @TempDir private static Path folder;
    @TempDir private static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        certificates = TestCertificates.withoutClients(folder);
        certificates.client("client", "CN=ops,O=Example,C=XX", "ca", "dns:shop.example.org");
        certificates.client("by-subject", "CN=ops,O=Example", "ca");
        certificates.client("part-of-subject", "CN=ops", "ca");
        certificates.client(
                "look-alike",
                "CN=\"dns:shop.example.org\",O=shop.example.org",
                "ca",
                "uri:dns:shop.example.org",
                "email:shop.example.org",
                "dns:shop.example.org.evil.example",
                "dns:example.org",
                "uri:spiffe://example.org/ops/more");
        certificates.client(
                "both", "CN=x", "ca", "dns:shop.example.org", "uri:spiffe://example.org/ops");
        certificates.client("of-another", "CN=ops,O=Example", "other-ca", "dns:shop.example.org");
        certificates.expiredClient("expired", "CN=ops,O=Example", "dns:shop.example.org");
        server = start(directory, CONSUMERS);
    }

    private static TestServer start(Path system, String yaml) throws IOException {
        Path key = Files.copy(certificates.key("server"), system.resolve("c.key"));
        Path certificate = Files.copy(certificates.certificate("server"), system.resolve("c.pem"));
        var tls = new TlsOptions(certificate, key, Optional.of(certificates.certificate("ca")));
        return TestServer.start(
                system,
                yaml,
                options ->
                        options.withTls(tls)
                                .withServing(
                                        options.serving()
                                                .withWatching(
                                                        Optional.of(Duration.ofMillis(200)))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static int get(TestServer target, String alias)
            throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(certificates.context(alias))
                        .build()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://localhost:"
                                                            + target.server().port()
                                                            + "/v2"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "by-subject"})
    void certificate_ofAConsumer_letsItIn(String alias) throws Exception {
        assertThat(get(server, alias)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"look-alike", "part-of-subject", ""})
    void certificate_thatOnlyLooksLikeAConsumers_isRefused(String alias) throws Exception {
        assertThat(get(server, alias)).isEqualTo(401);
    }

    @Test
    void certificate_ofTwoConsumers_isRefused() throws Exception {
        try (var log = CapturedLog.open()) {
            assertThat(get(server, "both")).isEqualTo(401);
            assertThat(log.text()).contains("certificate-ambiguous");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of-another", "expired"})
    void certificate_thatIsNotTrusted_endsTheHandshake(String alias) {
        assertThatThrownBy(() -> get(server, alias)).isInstanceOf(IOException.class);
    }

    @Test
    void anonymous_whereTheyMayCall_areLetInAndTheUntrustedAreNot(@TempDir Path other)
            throws Exception {
        try (TestServer open = start(other, CONSUMERS + "anonymous: allow\n")) {
            assertThat(get(open, "")).isEqualTo(200);
            assertThat(get(open, "look-alike")).isEqualTo(200);
            assertThat(get(open, "both")).isEqualTo(401);
            assertThatThrownBy(() -> get(open, "of-another")).isInstanceOf(IOException.class);
        }
    }

    /// Otherwise an impostor of the issuer's server would decide which callers are accepted.
    @Test
    void issuer_whoseServerIsNotTrusted_hasNoKeys(@TempDir Path other) throws Exception {
        String issuer =
                """
                issuers:
                  corp: {issuer: a, audience: b, jwks: "https://localhost:%d/v2/health/live"}
                """
                        .formatted(server.server().port());
        try (var log = CapturedLog.open();
                TestServer asking = start(other, CONSUMERS + issuer)) {
            assertThat(log.text())
                    .contains("the keys of issuer corp cannot be fetched from https://localhost")
                    .contains("PKIX");
            assertThat(get(asking, "client")).isEqualTo(200);
        }
    }
}
