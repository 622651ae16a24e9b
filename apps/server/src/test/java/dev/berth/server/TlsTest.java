package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.server.tls.TlsOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that speaks TLS, follows its certificate's files, and knows callers by certificates.
class TlsTest {
    private static final String INFER = "/v2/models/fake/infer";
    private static final String CONSUMERS =
            Consumers.KEYS
                    .yaml()
                    .replace(
                            "    models: [fake]",
                            "    models: [fake]\n    certificate-identities: [\"dns:shop.example.org\"]");

    @TempDir static Path folder;
    private static TestCertificates certificates;

    @TempDir static Path directory;
    private static Path certificate;
    private static Path key;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        certificates = TestCertificates.make(folder);
        certificates.server("next");
        certificate = Files.copy(certificates.certificate("server"), directory.resolve("c.pem"));
        key = Files.copy(certificates.key("server"), directory.resolve("c.key"));
        server = start(directory, CONSUMERS);
    }

    private static TestServer start(Path system, String berthYaml) {
        var tls = new TlsOptions(certificate, key, Optional.of(certificates.certificate("ca")));
        return TestServer.start(system, berthYaml, options -> options.withTls(tls));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + server.server().port() + path);
    }

    private static HttpClient client(String alias, HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(certificates.context(alias))
                .build();
    }

    private HttpResponse<String> get(String alias, String path, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient client = client(alias, HttpClient.Version.HTTP_1_1)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            return client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> predict(HttpClient client)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(INFER))
                        .POST(HttpRequest.BodyPublishers.ofString(infer(1, 2, 3)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void predict_withACertificateOfAConsumer_isAnsweredInBothVersions(HttpClient.Version version)
            throws Exception {
        try (HttpClient client = client("client", version)) {
            HttpResponse<String> response = predict(client);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.sslSession().map(SSLSession::getProtocol)).contains("TLSv1.3");
        }
    }

    @Test
    void get_withACertificateOfNoConsumer_is401() throws Exception {
        assertThat(get("unnamed", "/v2").statusCode()).isEqualTo(401);
    }

    @Test
    void get_withoutACertificate_needsAKeyAndHealthDoesNot() throws Exception {
        assertThat(get("", "/v2").statusCode()).isEqualTo(401);
        assertThat(get("", "/v2", "x-api-key", Consumers.KEYS.shop.reveal()).statusCode())
                .isEqualTo(200);
        assertThat(get("", "/v2/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void get_withARevokedKeyAndAGoodCertificate_is401() throws Exception {
        assertThat(get("client", "/v2", "x-api-key", Consumers.KEYS.revoked.reveal()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void load_withACertificateOfACaller_is403() throws Exception {
        try (HttpClient client = client("client", HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(uri("/v2/repository/models/fake/unload"))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stranger", "expired"})
    void handshake_withACertificateThatIsNotTrusted_fails(String alias) {
        assertThatThrownBy(() -> get(alias, "/v2/health/live")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void handshake_ofADowngradedClient_fails(String version) throws Exception {
        // The JDK switches these off for its own clients too; a record of such a handshake is sent
        // as bytes: a ClientHello that offers nothing newer.
        byte minor = (byte) (version.equals("TLSv1") ? 1 : 2);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(clientHello(minor));
            InputStream in = socket.getInputStream();
            int type = in.read();
            // An alert, or the end of the connection; never a ServerHello.
            assertThat(type).isIn(-1, 21);
        }
    }

    private static byte[] clientHello(byte minor) {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 2];
        hello[0] = 22; // a handshake
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = (byte) (hello.length - 5);
        hello[5] = 1; // ClientHello
        hello[8] = (byte) (hello.length - 9);
        hello[9] = 3;
        hello[10] = minor;
        int at = 5 + 4 + 2 + 32; // after the random bytes, which are zero
        hello[at + 2] = 2; // one suite
        hello[at + 3] = (byte) 0xC0;
        hello[at + 4] = 0x09; // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
        hello[at + 5] = 1; // one compression: none
        return hello;
    }

    @Test
    void handshake_withAWeakSuiteAlone_fails() throws Exception {
        SSLContext context = certificates.context("");
        try (var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void handshake_ofTls12WithAStrongSuite_succeeds() throws Exception {
        SSLContext context = certificates.context("");
        try (var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket("localhost", server.server().port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).contains("ECDHE", "GCM");
        }
    }

    @Test
    void request_withoutTls_isNotAnswered() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream()
                    .write(
                            "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer = readToEnd(socket);
            assertThat(answer).doesNotContain("HTTP/1.1", "live");
        }
    }

    private static String readToEnd(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void certificatesAlone_withoutConsumers_letPredictAndNotManage(@TempDir Path other)
            throws Exception {
        TestServer withConsumers = server;
        try (TestServer alone = start(other, "name: test\n")) {
            server = alone;
            assertPredictsAndDoesNotManage();
        } finally {
            server = withConsumers;
        }
    }

    private void assertPredictsAndDoesNotManage() throws Exception {
        assertThat(get("", "/v2").statusCode()).isEqualTo(401);
        try (HttpClient client = client("unnamed", HttpClient.Version.HTTP_2)) {
            assertThat(predict(client).statusCode()).isEqualTo(200);
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(
                                                            uri(
                                                                    "/v2/repository/models/fake/unload"))
                                                    .POST(HttpRequest.BodyPublishers.noBody())
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(403);
        }
    }

    private void install(String alias) throws IOException {
        Path nextKey = Files.copy(certificates.key(alias), directory.resolve("n.key"));
        Path next = Files.copy(certificates.certificate(alias), directory.resolve("n.pem"));
        Files.move(nextKey, key, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private String servedName() {
        try (var socket =
                (SSLSocket)
                        certificates
                                .context("")
                                .getSocketFactory()
                                .createSocket("localhost", server.server().port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void files_replacedUnderLoad_areServedWithoutAFailedRequest() throws Exception {
        assertThat(servedName()).isEqualTo("CN=server");
        var stop = new AtomicBoolean();
        var answered = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<Object>();
        List<Thread> callers =
                List.of(
                        Thread.ofPlatform().start(() -> keepCalling(stop, answered, failures)),
                        Thread.ofPlatform().start(() -> reconnect(stop, answered, failures)));
        install("next");
        Await.until(() -> servedName().equals("CN=next"));
        int before = answered.get();
        Await.until(() -> answered.get() > before + 20);
        stop.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
        install("server");
        Await.until(() -> servedName().equals("CN=server"));
    }

    /// Over connections that stay.
    private void keepCalling(
            AtomicBoolean stop, AtomicInteger answered, ConcurrentLinkedQueue<Object> failures) {
        try (HttpClient client = client("client", HttpClient.Version.HTTP_2)) {
            while (!stop.get()) {
                call(client, answered, failures);
            }
        }
    }

    /// Over a new connection each.
    private void reconnect(
            AtomicBoolean stop, AtomicInteger answered, ConcurrentLinkedQueue<Object> failures) {
        while (!stop.get()) {
            try (HttpClient client = client("client", HttpClient.Version.HTTP_1_1)) {
                call(client, answered, failures);
            }
        }
    }

    private void call(
            HttpClient client, AtomicInteger answered, ConcurrentLinkedQueue<Object> failures) {
        try {
            HttpResponse<String> response = predict(client);
            if (response.statusCode() == 200) {
                answered.incrementAndGet();
            } else {
                failures.add(response.body());
            }
        } catch (IOException | InterruptedException e) {
            failures.add(e);
        }
    }

    @Test
    void files_thatDoNotBelongTogether_changeNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            Files.copy(certificates.key("next"), key, StandardCopyOption.REPLACE_EXISTING);
            Await.until(() -> log.text().contains("the certificate in use is kept"));
            assertThat(log.text()).contains("the key is not the certificate's");
            assertThat(log.text()).doesNotContain("PRIVATE KEY");
        }
        assertThat(servedName()).isEqualTo("CN=server");
        install("server");
    }

    @Test
    void files_thatAreNoPem_changeNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nbroken");
            Await.until(() -> log.text().contains("the certificate in use is kept"));
        }
        assertThat(servedName()).isEqualTo("CN=server");
        install("server");
    }

    @Test
    void start_withAnExpiredCertificate_isRefused(@TempDir Path other) {
        var tls =
                new TlsOptions(
                        certificates.certificate("expired"),
                        certificates.key("expired"),
                        Optional.empty());
        assertThatThrownBy(() -> TestServer.start(other, options -> options.withTls(tls)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("usage: certificate and key cannot be used");
    }

    @Test
    void session_ofAnUntrustingClient_isRefusedByTheClient() {
        // The default authorities do not know ours.
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> predict(client)).isInstanceOf(SSLException.class);
        }
    }
}
