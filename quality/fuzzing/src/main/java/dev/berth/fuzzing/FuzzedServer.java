package dev.berth.fuzzing;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.http.HttpCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Loopback server for invalid requests, which must keep serving valid ones.
final class FuzzedServer implements AutoCloseable {
    private static final int NOT_OFFERED = 501;

    /// Above what anything here takes on a busy machine.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Calls between two checks of valid requests, since a check costs as much as a call.
    private static final int CALLS_BETWEEN_CHECKS = 32;

    private static final String GOOD = "{\"x\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}";

    private final LeakWatch leaks = LeakWatch.begin();
    private final BerthServer server =
            BerthServer.start(
                    FuzzSystem.served().directory(), ServerOptions.defaults().withPort(0));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int calls;

    int port() {
        return server.port();
    }

    URI at(String path) {
        return server.address().resolve(path);
    }

    /// @throws AssertionError if the response reports a server error
    HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                HttpCalls.send(
                        client, request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        // An unsupported feature is the caller's error.
        if (response.statusCode() >= 500 && response.statusCode() != NOT_OFFERED) {
            throw new AssertionError(
                    response.statusCode()
                            + " "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response;
    }

    /// Sends bytes on a new connection, half-closes it, and reads until the server closes.
    byte[] exchange(byte[]... parts) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // Thousands of connections a second would otherwise use up the ports.
            socket.setSoLinger(true, 0);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                for (byte[] part : parts) {
                    socket.getOutputStream().write(part);
                }
                socket.shutdownOutput();
                InputStream answer = socket.getInputStream();
                return answer.readAllBytes();
            } catch (java.net.SocketTimeoutException hangs) {
                throw new AssertionError("the connection hangs", hangs);
            } catch (IOException closedEarly) {
                return new byte[0];
            }
        }
    }

    /// @throws AssertionError if valid requests fail, or unused resources are held
    void requireSound() throws IOException, InterruptedException {
        if (++calls % CALLS_BETWEEN_CHECKS != 0) {
            return;
        }
        var request =
                HttpRequest.newBuilder(at("/v1/models/tiny:predict"))
                        .POST(HttpRequest.BodyPublishers.ofString(GOOD));
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() != 200) {
            throw new AssertionError("a good request got " + response.statusCode());
        }
        requireNothingHeld();
        leaks.find()
                .ifPresent(
                        leak -> {
                            throw new AssertionError("a buffer was not released: " + leak);
                        });
    }

    /// Resources of a cancelled request are released when its executor reaches it.
    private void requireNothingHeld() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.serving().pool().blocksInUse() != 0) {
            if (System.nanoTime() > end) {
                Bytes.requireNothingHeld(server.serving().pool());
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        // Leaks are detected when the buffer is collected, and reported at the next allocation.
        System.gc();
        leaks.find()
                .ifPresent(
                        leak -> {
                            throw new AssertionError("a buffer was not released: " + leak);
                        });
    }
}
