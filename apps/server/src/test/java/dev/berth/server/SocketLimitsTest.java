package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets of callers with permissions, of those that are slow, and of a server that stops.
class SocketLimitsTest {
    private static final String STREAM = "/v2/models/fake/stream";

    @TempDir Path directory;

    private static boolean hasNoSockets(TestServer server) {
        return server.get("/metrics").body().contains("berth_web_sockets_open 0");
    }

    @Test
    void message_whosePermissionIsTakenAway_isRefused() throws Exception {
        Consumers keys = Consumers.KEYS;
        try (TestServer server =
                TestServer.start(
                        directory,
                        keys.yaml(),
                        options ->
                                options.withServing(
                                        options.serving()
                                                .withWatching(
                                                        Optional.of(Duration.ofMillis(200)))))) {
            String bearer = "Bearer " + keys.shop.reveal();
            assertThatThrownBy(() -> SocketClient.open(server, STREAM))
                    .hasStackTraceContaining("401");
            assertThatThrownBy(
                            () ->
                                    SocketClient.open(
                                            server,
                                            "/v2/models/tiny/stream",
                                            "Authorization",
                                            bearer))
                    .hasStackTraceContaining("403");
            try (SocketClient client = SocketClient.open(server, STREAM, "Authorization", bearer)) {
                client.send(infer(1, 2, 3));
                assertThat(client.next()).contains("\"data\"");
                Consumers.write(directory, keys.yaml().replace("models: [fake]", "models: [tiny]"));
                Await.until(
                        "the permission is gone",
                        () -> {
                            client.send(infer(1, 2, 3));
                            return client.next().contains("\"code\":\"forbidden\"");
                        });
            }
        }
    }

    @Test
    void socket_openForLongerThanHeadersMayTake_staysOpen() throws Exception {
        var clock = new ForwardClock();
        var headersMax = Duration.ofMinutes(1);
        var idleMax = Duration.ofHours(1);
        ServerLimits limits =
                TestServer.patient().withHeadersTimeout(headersMax).withIdleTimeout(idleMax);
        try (TestServer server =
                TestServer.start(
                        directory,
                        options -> options.withEventLoops(1).withLimits(limits),
                        clock)) {
            try (SocketClient client = SocketClient.open(server, STREAM)) {
                for (int i = 0; i < 2; i++) {
                    client.send(infer(i, 2, 3));
                    assertThat(client.next()).contains("\"data\"");
                    clock.advanceAndAwaitCheck(headersMax.multipliedBy(2));
                }
                Await.until(
                        () -> {
                            clock.advance(idleMax);
                            return !client.hasNone();
                        });
                assertThat(client.next()).startsWith("closed");
            }
            Await.until("it is gone", () -> hasNoSockets(server));
        }
    }

    @Test
    void socket_whoseClientTakesNothing_isClosed() {
        new SystemBuilder(directory)
                .with("wide", TestServer.fakePackage(2).with("limits: {max-queue-rows: 100000}"));
        var clock = new ForwardClock();
        var takingMax = Duration.ofMinutes(1);
        ServerLimits limits = TestServer.patient().withTakingTimeout(takingMax);
        try (TestServer server =
                TestServer.start(directory, options -> options.withLimits(limits), clock)) {
            try (SocketClient client = SocketClient.open(server, "/v2/models/wide/stream", false)) {
                String rows =
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[12000,3],\"datatype\":\"FP32\",\"data\":["
                                + "1.234567,".repeat(35_999)
                                + "1]}]}";
                // More bytes of answers than the network keeps.
                client.sendAllLater(Collections.nCopies(60, rows));
                Await.until(
                        "it is closed",
                        () -> {
                            clock.advance(takingMax.dividedBy(4));
                            return hasNoSockets(server);
                        });
            }
            Await.until("nothing is held", () -> server.server().bytesUnderWay() == 0);
        }
    }

    @Test
    void socket_closedWithAnAnswerBehindOneThatIsAwaited_leavesNothing() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            try (SocketClient client = SocketClient.open(server, STREAM)) {
                client.send(infer(1, 2, 3));
                assertThat(client.next()).contains("\"data\"");
                server.fake().runGate().shut();
                client.send(infer(1, 2, 3));
                server.fake().runGate().awaitWaiting(1);
                client.send("{");
                Await.until(
                        "the last is answered",
                        () -> server.get("/metrics").body().contains("request-malformed"));
            }
            Await.until("it is closed", () -> hasNoSockets(server));
            server.fake().runGate().open();
            server.assertNothingLeaked();
        }
    }

    @Test
    void stop_socketsAreAnsweredAndClosed() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            SocketClient idle = SocketClient.open(server, STREAM);
            SocketClient busy = SocketClient.open(server, STREAM);
            server.fake().runGate().shut();
            busy.send(infer(1, 2, 3));
            server.fake().runGate().awaitWaiting(1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(
                            () -> server.server().drain(Duration.ofMinutes(10)));

            assertThat(idle.next()).isEqualTo("closed 1001");
            server.fake().runGate().open();
            assertThat(busy.next()).contains("\"data\"");
            assertThat(busy.next()).isEqualTo("closed 1001");
            assertThat(drained.join()).isTrue();
        }
    }

    @Test
    void socket_framesThatAreNone_closeIt() throws Exception {
        try (TestServer server = TestServer.start(directory);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write(
                            ("GET "
                                            + STREAM
                                            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] head = new byte[12];
            assertThat(socket.getInputStream().readNBytes(head, 0, 12)).isEqualTo(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
            // Not masked, reserved bits set.
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(64).putInt(0xFFFFFFFF).putLong(-1).array());
            Await.until("it is closed", () -> hasNoSockets(server));
        }
    }
}
