package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory of responses to a client that requests many and reads nothing: of the system, as Linux
/// reports it, and of the server.
class UnsentBytesTest {
    private static final String GET_LARGE = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// Answers of some ten thousand bytes each, many times what may wait.
    private static final int REQUESTS = 1000;

    private static final long FULL_BYTES = 50_000;

    /// All requests fit into what a server reads in one.
    private static final int TURNS = 50;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // Before every test.
    private TestServer server;

    @BeforeEach
    void start() {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "only Linux tells");
        server =
                TestServer.start(
                        directory,
                        options -> options.withEventLoops(1).withLimits(TestServer.patient()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answers_thatAreNotRead_fillNoMoreThanALittleOfTheSystem() throws Exception {
        try (Socket socket = send(GET_LARGE.repeat(REQUESTS))) {
            assertThat(socket.isConnected()).isTrue();
            awaitFull();
            assertThat(unsentBytes()).isBetween(FULL_BYTES, 400_000L);
        }
    }

    @Test
    void requests_whoseAnswersAreNotRead_areAnsweredWhenThoseBeforeAreTaken() throws Exception {
        String infer = TestServer.infer(5, 2, 3);
        // Which Vert.x has others wait behind.
        String first =
                "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + infer.length()
                        + "\r\n\r\n"
                        + infer;
        String last = GET_LARGE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        try (var log = CapturedLog.open();
                Socket socket = send(first + GET_LARGE.repeat(REQUESTS) + last)) {
            awaitFull();
            assertThat(answered(log)).isBetween(2L, 100L);

            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("[10.0,4.0,6.0]").endsWith("}");
            assertThat(Pattern.compile("HTTP/1.1 200 OK").matcher(answers).results())
                    .hasSize(REQUESTS + 2);
        }
    }

    private static long answered(CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains("GET /openapi.json 200")).count();
    }

    private Socket send(String requests) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server().port()));
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Until as many answers are on their way as will ever be, if no caller reads.
    private void awaitFull() {
        Await.until(() -> unsentBytes() > FULL_BYTES);
        // The one event loop has as many turns for the others, in which it would write the rest.
        for (int turn = 0; turn < TURNS; turn++) {
            assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
        }
    }

    /// Of the server's connections, those on their way included.
    private long unsentBytes() {
        int port = server.server().port();
        try {
            long sum = 0;
            for (String file : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
                Pattern queue =
                        Pattern.compile(
                                String.format(
                                        Locale.ROOT,
                                        " *\\d+: \\S+:%04X \\S+ \\S+ (\\w+):.*",
                                        port));
                for (String line : Files.readAllLines(Path.of(file))) {
                    Matcher row = queue.matcher(line);
                    sum += row.matches() ? Long.parseLong(row.group(1), 16) : 0;
                }
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
