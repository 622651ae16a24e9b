package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections on which no sense is sent: they end, and leave nothing in the log.
class BrokenConnectionsTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Frames too long, a stream where there can be none, headers that are none.
                PREFACE + "\0\0\0\4\0\0\0\0\0" + "\177\177\177\1\0\0\0\0\1",
                PREFACE + "\0\0\0\4\0\0\0\0\0" + "\0\0\10\6\0\0\0\0\1abcdefgh",
                PREFACE + "\0\0\0\4\0\0\0\0\0" + "\0\0\2\1\5\0\0\0\1\177\177"
            })
    void frames_ofNoSense_endTheConnectionWithoutALine(String bytes) throws IOException {
        try (var log = CapturedLog.open();
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            // A GOAWAY, and the end.
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void reset_beforeTheFirstByte_leavesNoLine() throws Exception {
        try (var log = CapturedLog.open()) {
            long before = ended();
            for (int i = 0; i < 10; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
                socket.setSoLinger(true, 0);
                socket.close();
            }
            // Those of earlier tests may end meanwhile as well.
            Await.until(() -> ended() >= before + 10);
            assertThat(log.lines()).isEmpty();
        }
    }

    private static long ended() {
        return server.server().connections().ended();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v2", "GET /v2 HTTP/1.1\r\nHost: local", "POST /v2 HTTP/1.1\r\n"})
    void request_brokenOff_leavesNoLine(String bytes) throws IOException {
        try (var log = CapturedLog.open()) {
            server.sendAndHangUp(bytes);
            assertThat(log.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / NOT HTTP\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n: c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                "\0\1\2\3 \4\5 \6\r\n\r\n"
            })
    void request_ofNoSense_isRefusedWithoutAnError(String bytes) throws IOException {
        try (var log = CapturedLog.open()) {
            server.sendAndHangUp(bytes);
            assertThat(log.lines()).noneMatch(line -> line.startsWith("a connection"));
        }
    }
}
