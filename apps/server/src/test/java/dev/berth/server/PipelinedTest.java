package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that a client sends before it has the answers to those in front of them.
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
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void sendAndHangUp(String requests) throws IOException {
        try (Socket socket = send(requests)) {
            socket.shutdownOutput();
            // Until the server has closed it too.
            socket.getInputStream().readAllBytes();
        }
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

    @Test
    void requests_pipelinedThenHungUp_leakNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            server.fake().runGate().shut();
            for (int i = 0; i < CONNECTIONS; i++) {
                sendAndHangUp(infer(1, "") + infer(2, "") + infer(3, ""));
            }
            server.fake().runGate().open();
            server.assertNothingLeaked();
            Leaks.requireNone(log);
        }
    }

    @Test
    void upgradeToHttp2_withoutSettings_leaksNothing() throws Exception {
        try (var log = CapturedLog.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                sendAndHangUp(infer(1, "Upgrade: h2c\r\nConnection: upgrade\r\n"));
            }
            Leaks.requireNone(log);
        }
    }
}
