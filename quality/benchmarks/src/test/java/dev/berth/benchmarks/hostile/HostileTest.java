package dev.berth.benchmarks.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Tests of the hostile clients against recording sockets, and of the well-behaved ones against a
/// server.
final class HostileTest {
    private static final Machine MACHINE = new Machine("a processor", 2, 1024, "Linux", "25", 0.5);
    private static final int PATIENCE_MILLIS = (int) Await.TIMEOUT.toMillis();

    private static HostileOptions options(String... words) {
        return HostileOptions.parse(List.of(words), "berth");
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Socket accept(ServerSocket listening) throws IOException {
        listening.setSoTimeout(PATIENCE_MILLIS);
        Socket socket = listening.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static InetSocketAddress address(ServerSocket listening) {
        return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
    }

    private static Attack trickle(int connections) {
        return Attack.lasting(
                "trickle",
                connections,
                Duration.ofMillis(10),
                move -> ByteBuffer.wrap(new byte[] {(byte) (move == 0 ? 'a' : 'b')}));
    }

    @Test
    void attackers_aConnectionThatTheServerCloses_isOpenedAgain() throws IOException {
        try (ServerSocket listening = listen();
                Attackers attackers = Attackers.begin(trickle(1), address(listening), 100)) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = accept(listening)) {
                    assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("abb");
                }
            }
            assertThat(attackers.counts().ended()).isBetween(2L, 3L);
            assertThat(attackers.isComplete()).isTrue();
        }
    }

    @Test
    void attackers_thatEnd_resetTheirConnections() throws IOException {
        try (ServerSocket listening = listen()) {
            Attackers attackers = Attackers.begin(trickle(1), address(listening), 100);
            try (Socket socket = accept(listening)) {
                assertThat(socket.getInputStream().read()).isEqualTo('a');
                attackers.close();
                assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                        .isInstanceOf(SocketException.class);
            }
            assertThat(attackers.counts().cpuSeconds()).isPositive();
        }
    }

    @Test
    void attackers_thatVanish_resetAfterTheirMoves() throws IOException {
        try (ServerSocket listening = listen();
                var _ =
                        Attackers.begin(
                                trickle(1).unread().resetAfter(2), address(listening), 100)) {
            for (int i = 0; i < 2; i++) {
                try (Socket socket = accept(listening)) {
                    assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                            .isInstanceOf(SocketException.class);
                }
            }
        }
    }

    @Test
    void attacks_all_haveBytesForTheirFirstMoves() {
        for (Attack attack : Attacks.of(options())) {
            for (int move = 0; move < 3; move++) {
                assertThat(attack.bytes().apply(move)).isNotNull();
            }
        }
    }

    @Test
    void attacks_named_areThoseAlone() {
        assertThat(Attacks.of(options("--only", "idle,silent")))
                .extracting(Attack::name)
                .containsExactly("silent", "idle");
        assertThatThrownBy(() -> Attacks.of(options("--only", "polite")))
                .hasMessageContaining("no attack polite")
                .hasMessageContaining("rapid-reset");
    }

    @Test
    void floods_togetherSendAsManyFramesASecondAsAskedFor() {
        Attack pings = Attacks.of(options("--only", "ping-flood", "--frames", "4000")).getFirst();
        int bytesOfAPing = 17;
        double framesPerMove = (double) pings.bytes().apply(1).remaining() / bytesOfAPing;
        double movesPerSecond = pings.connections() * 1e9 / pings.pace().toNanos();
        assertThat(framesPerMove * movesPerSecond).isEqualTo(4000);
    }

    @Test
    void others_aServerThatAnswers_areCountedByWindows() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write(new byte[2]);
                    exchange.close();
                });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        byte[] request = PlainConnection.post("/", List.of(), new byte[] {1});
        try (RegularClients others = RegularClients.begin(address, request, 2, 100)) {
            RegularClients.Window window;
            do {
                Thread.onSpinWait();
                window = others.take();
                assertThat(window.failed()).isZero();
            } while (window.count() == 0);
            assertThat(window.p99Millis()).isPositive();
            server.stop(0);
            do {
                Thread.onSpinWait();
                window = others.take();
            } while (window.failed() == 0);
            assertThat(window.failure()).isNotEmpty();
        }
    }

    @Test
    void report_ofAnAttackThatHurts_missesItsGoals() {
        var before = new Outcome.State(10, 100, 0.1);
        var outcome =
                new Outcome(
                        "idle",
                        List.of(window(1, 0), window(3, 0)),
                        List.of(window(7, 1)),
                        List.of(window(5, 0)),
                        before,
                        new Outcome.State(1010, 180, 0.5),
                        new Outcome.State(10, 150, 0.1),
                        new Outcome.State(13, 180, 0.1),
                        new Attackers.Counts(1000, 20, 1000, 0.5),
                        5,
                        2);
        var report = new HostileReport(MACHINE, List.of(outcome));
        assertThat(report.goals())
                .extracting(Goal::found)
                .containsExactly(3.5, 2.5, 1.5, 1.0, 3.0, 1.2);
        assertThat(report.table())
                .contains("2.00 (1.00..3.00)")
                .contains("1000/20")
                .contains("10/1010/13")
                .contains("7.00 (7.00..7.00)")
                .contains("missed  idle: p99 while it opens")
                .contains("missed  idle: p99 in multiples of quiet")
                .contains("idle failed first: 503")
                .contains("1 of 6 goals reached");
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .contains("\"ratio\":2.5")
                .contains("\"attack_cpu_seconds\":0.5");
    }

    private static RegularClients.Window window(double p99, long failed) {
        return new RegularClients.Window(
                100, p99 / 2, p99, 2 * p99, failed, failed == 0 ? "" : "503");
    }
}
