package dev.berth.verification.restarts;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Replica of a system, on a port that it keeps over restarts.
final class Replica implements AutoCloseable {
    private static final int READ_MILLIS_MAX = (int) Await.TIMEOUT.toMillis();

    private final Path system;
    private final int port;
    private final Duration lameDuck;
    private BerthServer server;

    private Replica(Path system, int port, Duration lameDuck) {
        this.system = system;
        this.port = port;
        this.lameDuck = lameDuck;
        this.server = open();
    }

    /// @param lameDuck how long it goes on to answer when it stops
    static Replica start(Path system, Duration lameDuck) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new Replica(system, port, lameDuck);
    }

    private BerthServer open() {
        ServerOptions options = ServerOptions.defaults();
        return BerthServer.start(
                system,
                options.withPort(port)
                        .withEventLoops(1)
                        .withLameDuck(lameDuck)
                        .withServing(options.serving().withWatching(Optional.empty())));
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /// Stops the server with SIGTERM, and starts another in its place.
    ///
    /// @return whether all requests in flight got responses
    boolean restart() {
        boolean drained = server.drain(Await.TIMEOUT);
        server = open();
        return drained;
    }

    /// Whether the server reports that it is ready.
    boolean isReady() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_MILLIS_MAX);
            socket.getOutputStream()
                    .write(
                            "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
