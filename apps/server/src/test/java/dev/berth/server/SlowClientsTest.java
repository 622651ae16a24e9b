package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that keep the server waiting, while others are answered. Their time passes by a clock of
/// the test, so that none is slow because its machine is.
class SlowClientsTest {
    private static final Duration TAKING_MAX = Duration.ofMinutes(1);
    private static final Duration ARRIVAL_MAX = Duration.ofMinutes(1);
    private static final Duration HEADERS_MAX = Duration.ofHours(1);
    private static final Duration IDLE_MAX = Duration.ofDays(100);
    private static final int IDLE_CONNECTIONS = 2000;

    private static final String GET = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir static Path directory;

    private static ForwardClock clock;
    private static TestServer server;

    @BeforeAll
    static void start() {
        clock = new ForwardClock();
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withEventLoops(1)
                                        .withLimits(
                                                ServerLimits.defaults()
                                                        .withHeadersTimeout(HEADERS_MAX)
                                                        .withTakingTimeout(TAKING_MAX)
                                                        .withIdleTimeout(IDLE_MAX)
                                                        .withArrivalTimeout(ARRIVAL_MAX)),
                        clock);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Over a new connection: one that is kept may be overdue by now.
    @AfterEach
    void othersAreAnswered() throws IOException {
        try (Http1Client other = connect()) {
            String body = infer(1, 2, 3);
            other.send(post(body.length()) + body);
            assertThat(other.next().status()).isEqualTo(200);
        }
    }

    private static Http1Client connect() throws IOException {
        return new Http1Client(server.server().port());
    }

    private static String post(int length) {
        return "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    /// Moves the clock on until the server has closed the connection.
    private static void assertEnds(Http1Client client, Duration time) throws IOException {
        Await.until(
                () -> {
                    clock.advance(time);
                    return client.isEnded();
                });
    }

    /// Sends a text again and again, four times in the time that all of it may take, until the
    /// server closes the connection.
    private static void assertEndsWhileSending(Http1Client client, String text, Duration max)
            throws IOException {
        var sent = new AtomicInteger();
        Await.until(
                () -> {
                    try {
                        client.send(text);
                    } catch (IOException reset) {
                        return true;
                    }
                    sent.incrementAndGet();
                    clock.advance(max.dividedBy(4));
                    return client.isEnded();
                });
        assertThat(sent).hasValueGreaterThan(2);
    }

    @Test
    void headers_thatTrickle_endTheConnection() throws IOException {
        try (Http1Client client = connect()) {
            client.send("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n");
            assertEndsWhileSending(client, "A: b\r\n", HEADERS_MAX);
        }
    }

    @Test
    void headers_thatTrickleAfterAnAnswer_endTheConnection() throws IOException {
        try (Http1Client client = connect()) {
            client.send(GET);
            assertThat(client.next().status()).isEqualTo(200);
            client.send("GET /v2/health/live HTTP/1.1\r\n");
            assertEndsWhileSending(client, "A: b\r\n", HEADERS_MAX);
        }
    }

    @Test
    void headers_sentByBytesWithinTheTime_areAnswered() throws IOException {
        try (Http1Client client = connect()) {
            for (int i = 0; i < GET.length(); i++) {
                client.send(GET.substring(i, i + 1));
            }
            assertThat(client.next().status()).isEqualTo(200);
        }
    }

    @Test
    void body_thatTrickles_endsTheConnection() throws IOException {
        try (Http1Client client = connect()) {
            client.send(post(60_000));
            assertEndsWhileSending(client, " ", ARRIVAL_MAX);
        }
    }

    /// Long before it would be closed as idle.
    @Test
    void connection_thatSendsNothing_isClosed() throws IOException {
        assertClosedAfterHeadersTime("");
    }

    @Test
    void connection_thatSendsHalfOfItsFirstHeaders_isClosed() throws IOException {
        assertClosedAfterHeadersTime("GET /v2/health/live HTTP/1.1\r\nHos");
    }

    @Test
    void connection_thatSendsHalfOfHttp2sPreface_isClosed() throws IOException {
        assertClosedAfterHeadersTime("PRI * HTT");
    }

    private static void assertClosedAfterHeadersTime(String beginning) throws IOException {
        try (Http1Client client = connect();
                Http1Client kept = connect()) {
            kept.send(GET);
            assertThat(kept.next().status()).isEqualTo(200);
            client.send(beginning);
            clock.advance(HEADERS_MAX);
            assertEnds(client, Duration.ZERO);
            kept.send(GET);
            assertThat(kept.next().status()).isEqualTo(200);
        }
    }

    @Test
    void connection_idleBetweenRequests_isKeptForTheIdleTimeAndThenClosed() throws IOException {
        try (Http1Client client = connect()) {
            client.send(GET);
            assertThat(client.next().status()).isEqualTo(200);
            clock.advanceAndAwaitCheck(IDLE_MAX.dividedBy(2));
            client.send(GET);
            assertThat(client.next().status()).isEqualTo(200);
            clock.advanceAndAwaitCheck(IDLE_MAX.multipliedBy(3).dividedBy(4));
            client.send(GET);
            assertThat(client.next().status()).isEqualTo(200);
            assertEnds(client, IDLE_MAX);
        }
    }

    @Test
    void answers_thatAreNeverRead_endTheConnection() throws Exception {
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
            Await.until(
                    () -> {
                        clock.advance(TAKING_MAX.dividedBy(4));
                        return !writer.isAlive();
                    });
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
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
        List<Http1Client> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(connect());
            }
            othersAreAnswered();
            clock.advance(HEADERS_MAX);
            for (Http1Client client : idle) {
                assertEnds(client, Duration.ZERO);
            }
            Await.until(() -> server.server().connections().open() == 0);
        } finally {
            for (Http1Client client : idle) {
                client.close();
            }
        }
    }
}
