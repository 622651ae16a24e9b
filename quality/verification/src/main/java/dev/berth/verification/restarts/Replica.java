package dev.berth.verification.restarts;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
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
    /// Many times a balancer's check interval, which is delayed on a busy machine.
    private static final Duration LAME_DUCK = Duration.ofSeconds(1);

    private static final int READ_MILLIS_MAX = 5000;

    private final Path system;
    private final int port;
    private BerthServer server;

    private Replica(Path system, int port) {
        this.system = system;
        this.port = port;
        this.server = open();
    }

    static Replica start(Path system) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new Replica(system, port);
    }

    private BerthServer open() {
        ServerOptions options = ServerOptions.defaults();
        return BerthServer.start(
                system,
                options.withPort(port)
                        .withEventLoops(1)
                        .withLameDuck(LAME_DUCK)
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
        boolean drained = server.drain(ServerOptions.GRACE_DEFAULT);
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
