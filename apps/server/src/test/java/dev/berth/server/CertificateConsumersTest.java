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
                identities: ["dns:shop.example.org"]
              ops:
                purpose: Rolls models out
                management: true
                identities: ["uri:spiffe://example.org/ops", "subject:CN=ops,O=Example"]
            """;

    @TempDir private static Path folder;
    @TempDir private static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        certificates = TestCertificates.make(folder);
        certificates.client("by-uri", "CN=x", "ca", "uri:spiffe://example.org/ops");
        certificates.client("by-subject", "CN=ops, O=Example", "ca", "");
        certificates.client("name-in-subject", "CN=shop.example.org", "ca", "");
        certificates.client("prefix-in-subject", "CN=\"dns:shop.example.org\"", "ca", "");
        certificates.client("as-uri", "CN=x", "ca", "uri:dns:shop.example.org");
        certificates.client("as-email", "CN=x", "ca", "email:shop.example.org");
        certificates.client("below", "CN=x", "ca", "dns:shop.example.org.evil.example");
        certificates.client("above", "CN=x", "ca", "dns:example.org");
        certificates.client("part-of-subject", "CN=ops", "ca", "");
        certificates.client("more-than-subject", "CN=ops, O=Example, C=XX", "ca", "");
        certificates.client(
                "both", "CN=x", "ca", "dns:shop.example.org,uri:spiffe://example.org/ops");
        certificates.client("of-another", "CN=x", "other-ca", "dns:shop.example.org");
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

    private static int get(TestServer asked, String alias)
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
                                                            + asked.server().port()
                                                            + "/v2"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "by-uri", "by-subject"})
    void certificate_ofAConsumer_letsItIn(String alias) throws Exception {
        assertThat(get(server, alias)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unnamed",
                "name-in-subject",
                "prefix-in-subject",
                "as-uri",
                "as-email",
                "below",
                "above",
                "part-of-subject",
                "more-than-subject",
                ""
            })
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
    @ValueSource(strings = {"of-another", "expired", "stranger"})
    void certificate_thatIsNotTrusted_endsTheHandshake(String alias) {
        assertThatThrownBy(() -> get(server, alias)).isInstanceOf(IOException.class);
    }

    @Test
    void undeclared_whereTheyMayCall_areLetInAndTheUntrustedAreNot(@TempDir Path other)
            throws Exception {
        try (TestServer open = start(other, CONSUMERS + "undeclared: allowed\n")) {
            assertThat(get(open, "")).isEqualTo(200);
            assertThat(get(open, "unnamed")).isEqualTo(200);
            assertThat(get(open, "both")).isEqualTo(401);
            assertThatThrownBy(() -> get(open, "of-another")).isInstanceOf(IOException.class);
        }
    }
}
