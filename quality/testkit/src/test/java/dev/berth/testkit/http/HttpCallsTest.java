package dev.berth.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HttpCallsTest {
    private final AtomicInteger connections = new AtomicInteger();

    @Test
    void send_serverClosesWithoutAnAnswer_failsAndAsksOnce() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = HttpClient.newHttpClient()) {
            Thread.ofPlatform().start(() -> closeAll(server));
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            HttpRequest request =
                    HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("x")).build();

            assertThatThrownBy(() -> HttpCalls.send(client, request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThat(connections).hasValue(1);
        }
    }

    private void closeAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connections.incrementAndGet();
                var _ = connection.getInputStream().read();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
