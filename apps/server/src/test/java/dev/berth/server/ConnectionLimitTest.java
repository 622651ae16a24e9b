package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections up to the limit, and beyond.
class ConnectionLimitTest {
    private static final int CONNECTIONS_MAX = 4;
    private static final String GET = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir Path directory;

    private TestServer server;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults()
                                                .withConnectionsMax(CONNECTIONS_MAX)));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        sockets.add(socket);
        return socket;
    }

    /// Whether a request on this connection gets an answer.
    private static boolean isServed(Socket socket) {
        try {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void connections_thatSayNothing_countUntilTheyAreClosed() throws IOException {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            connect();
        }
        assertThat(isServed(connect())).isFalse();
        sockets.getFirst().close();
        Await.until(this::isNewcomerServed);
    }

    @Test
    void connections_asManyAsAllowed_areServed() throws IOException {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            assertThat(isServed(connect())).isTrue();
        }
        assertThat(isServed(connect())).isFalse();
    }

    /// Connects, and stays only if it is served.
    private boolean isNewcomerServed() {
        try {
            Socket newcomer = connect();
            if (isServed(newcomer)) {
                return true;
            }
            newcomer.close();
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
