package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that keep the server waiting, while others are answered.
@Tag("timed")
class SlowClientsTest {
    private static final Duration HEADERS_MAX = Duration.ofSeconds(1);
    private static final Duration TAKING_MAX = Duration.ofSeconds(1);
    private static final Duration IDLE_MAX = Duration.ofSeconds(3);
    private static final Duration ARRIVAL_MAX = Duration.ofMillis(1500);
    private static final int IDLE_CONNECTIONS = 2000;

    /// Between two bytes of a client that sends as slowly as it can.
    private static final int TRICKLE_MILLIS = 100;

    private static final String GET = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults()
                                                .withHeadersTimeout(HEADERS_MAX)
                                                .withTakingTimeout(TAKING_MAX)
                                                .withIdleTimeout(IDLE_MAX)
                                                .withArrivalTimeout(ARRIVAL_MAX)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void othersAreAnswered() {
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Waits until the server has closed the connection; how long that took.
    private static Duration untilClosed(Socket socket) throws IOException {
        long start = System.nanoTime();
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {}
        } catch (SocketTimeoutException e) {
            throw new AssertionError("never closed", e);
        } catch (IOException reset) {
            // Closed as well.
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Sends a text again and again, slowly, until the server closes the connection.
    private static int trickleUntilClosed(Socket socket, String text) throws IOException {
        socket.setSoTimeout(TRICKLE_MILLIS);
        long end = System.nanoTime() + Await.TIMEOUT.toNanos();
        for (int sent = 0; System.nanoTime() < end; sent++) {
            try {
                send(socket, text);
                if (socket.getInputStream().read() < 0) {
                    return sent;
                }
            } catch (SocketTimeoutException notYet) {
                assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
            } catch (IOException reset) {
                return sent;
            }
        }
        throw new AssertionError("never closed");
    }

    @Test
    void headers_thatTrickle_endTheConnection() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n");
            assertThat(trickleUntilClosed(socket, "A: b\r\n")).isGreaterThan(2);
        }
    }

    @Test
    void headers_thatTrickleAfterAnAnswer_endTheConnection() throws IOException {
        try (Socket socket = connect()) {
            send(socket, GET);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.getInputStream().skip(socket.getInputStream().available());
            send(socket, "GET /v2/health/live HTTP/1.1\r\n");
            assertThat(trickleUntilClosed(socket, "A: b\r\n")).isGreaterThan(2);
        }
    }

    @Test
    void headers_sentByBytesWithinTheTime_areAnswered() throws IOException {
        try (Socket socket = connect()) {
            for (byte one : GET.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(one);
            }
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void body_thatTrickles_endsTheConnection() throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    GET.replace("GET /v2/health/live", "POST /v2/models/fake/infer")
                            .replace("\r\n\r\n", "\r\nContent-Length: 9999\r\n\r\n"));
            assertThat(trickleUntilClosed(socket, " "))
                    .isGreaterThan((int) HEADERS_MAX.toMillis() / TRICKLE_MILLIS / 2);
        }
    }

    @Test
    void connection_thatSendsNothing_isClosed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(untilClosed(socket)).isLessThan(IDLE_MAX);
        }
    }

    @Test
    void connection_thatSendsHalfOfItsFirstHeaders_isClosed() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /v2/health/live HTTP/1.1\r\nHos");
            assertThat(untilClosed(socket)).isLessThan(IDLE_MAX);
        }
    }

    @Test
    void connection_thatSendsHalfOfHttp2sPreface_isClosed() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PRI * HTT");
            assertThat(untilClosed(socket)).isLessThan(IDLE_MAX);
        }
    }

    @Test
    void connection_idleBetweenRequests_isKeptForTheIdleTimeAndThenClosed() throws IOException {
        try (Socket socket = connect()) {
            send(socket, GET);
            assertThat(untilClosed(socket))
                    .isGreaterThan(IDLE_MAX.minusSeconds(1))
                    .isLessThan(Await.TIMEOUT);
        }
    }

    @Test
    void answers_thatAreNeverRead_endTheConnection() throws IOException {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.server().port()));
            String requests = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                send(socket, requests);
                                            }
                                        } catch (IOException closed) {
                                            // By the server, as it should be.
                                        }
                                    });
            Await.until(() -> !writer.isAlive());
        }
    }

    @Test
    void answer_readSlowlyButRead_arrivesWhole() throws IOException {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.server().port()));
            send(socket, "GET /openapi.json HTTP/1.0\r\n\r\n");
            var body = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(body).endsWith("}");
        }
    }

    @Test
    void connections_thousandsIdle_othersAreAnsweredAndAllAreClosedInTheEnd() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(connect());
            }
            for (int i = 0; i < 100; i++) {
                assertThat(server.post("/v2/models/fake/infer", infer(i, 2, 3)).statusCode())
                        .isEqualTo(200);
            }
            for (Socket socket : idle) {
                assertThat(untilClosed(socket)).isLessThan(Await.TIMEOUT);
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        Await.until(() -> connections() < 100);
    }

    private static double connections() {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("berth_connections "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
