package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.tls.TlsOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pipelined requests.
class PipelinedTest {
    private static final int CONNECTIONS = 4;

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String infer(double first, String headers) {
        String body = TestServer.infer(first, 2, 3);
        return "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\n"
                + headers
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /// In two pieces, with a trailer.
    private static String inferInPieces(double first) {
        String body = TestServer.infer(first, 2, 3);
        return """
        POST /v2/models/fake/infer HTTP/1.1
        Host: localhost
        Transfer-Encoding: chunked

        5
        %s
        %x
        %s
        0
        Note: none

        """
                .replace("\n", "\r\n")
                .formatted(body.substring(0, 5), body.length() - 5, body.substring(5));
    }

    private static Socket send(String requests) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void requests_pipelined_areAnsweredInOrder() throws IOException {
        String last = infer(7, "Connection: close\r\n");
        try (Socket socket = send(infer(5, "") + inferInPieces(6) + last)) {
            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers)
                    .containsSubsequence("[10.0,4.0,6.0]", "[12.0,4.0,6.0]", "[14.0,4.0,6.0]");
        }
    }

    /// Each three times, so that one whose end is not seen holds up what comes behind.
    @Test
    void requests_ofManyKindsPipelined_areAllAnswered() throws IOException {
        String requests =
                (request("HEAD", "/openapi.json") + request("GET", "/none")).repeat(3)
                        + request("OPTIONS", "/v2").repeat(3)
                        + infer(5, "Expect: 100-continue\r\n").repeat(3)
                        + infer(5, "").replace("shape", "shade").repeat(3)
                        + request("GET", "/metrics").repeat(3)
                        + infer(7, "Connection: close\r\n");
        try (Socket socket = send(requests)) {
            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Pattern.compile("HTTP/1.1 (\\d+)").matcher(answers).results())
                    .map(status -> status.group(1))
                    .containsSequence("200", "404", "200", "404", "200", "404", "405", "405", "405")
                    .containsSequence("100", "200", "100", "200", "100", "200", "400", "400", "400")
                    .endsWith("200", "200", "200", "200");
        }
    }

    /// The answer before it was written with its content in one piece.
    @Test
    void head_afterAnAnswer_hasNoContent() throws IOException {
        try (Socket socket = send(infer(5, ""))) {
            var answer = new StringBuilder();
            while (!answer.toString().endsWith("[10.0,4.0,6.0]}]}")) {
                int read = socket.getInputStream().read();
                assertThat(read).as("after " + answer).isPositive();
                answer.append((char) read);
            }
            String requests = request("HEAD", "/openapi.json") + infer(7, "Connection: close\r\n");
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .matches(
                            "(?s)HTTP/1.1 200 OK\r\n.*?\r\n\r\nHTTP/1.1 200 OK\r\n.*\\[14.0,4.0,6.0]}]}");
        }
    }

    private static String request(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    @Test
    void requests_pipelinedThenHungUp_leakNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            server.fake().runGate().shut();
            for (int i = 0; i < CONNECTIONS; i++) {
                server.sendAndHangUp(infer(1, "") + infer(2, "") + infer(3, ""));
            }
            server.fake().runGate().open();
            server.assertNothingLeaked();
            Leaks.requireNone(log);
        }
    }

    @Test
    void requests_pipelinedByTlsThenHungUp_leakNothing(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.make(folder);
        var tls =
                new TlsOptions(
                        certificates.certificate("server"),
                        certificates.key("server"),
                        Optional.of(certificates.certificate("ca")));
        Path system = Files.createDirectory(folder.resolve("system"));
        try (var log = CapturedLog.open();
                var tlsServer = TestServer.start(system, options -> options.withTls(tls))) {
            tlsServer.fake().runGate().shut();
            try (var socket =
                    certificates
                            .context("client")
                            .getSocketFactory()
                            .createSocket("localhost", tlsServer.server().port())) {
                socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
                socket.getOutputStream()
                        .write(infer(1, "").repeat(3).getBytes(StandardCharsets.US_ASCII));
                tlsServer.fake().runGate().awaitWaiting(1);
            }
            // The call is given up when the server sees the end of its connection.
            Await.until(() -> tlsServer.server().bytesUnderWay() == 0);
            tlsServer.fake().runGate().open();
            tlsServer.assertNothingLeaked();
            Leaks.requireNone(log);
        }
    }

    @Test
    void upgradeToHttp2_withoutSettings_leaksNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                server.sendAndHangUp(infer(1, "Upgrade: h2c\r\nConnection: upgrade\r\n"));
            }
            Leaks.requireNone(log);
        }
    }
}
