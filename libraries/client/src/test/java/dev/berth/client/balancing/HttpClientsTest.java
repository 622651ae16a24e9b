package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Closeable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.CleanableHttpClient;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpClientsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /// Otherwise each would be retained after closing, and closing Vert.x could hang.
    @Test
    void open_client_isNotKeptByVertx() throws Exception {
        assertThat(isKept(vertx.createHttpClient())).isTrue();
        HttpClient own = HttpClients.open(vertx, vertx.httpClientBuilder());
        assertThat(isKept(own)).isFalse();
        HttpClients.close(own).await();
    }

    private boolean isKept(HttpClient client) {
        Closeable hook = ((CleanableHttpClient) client).delegate;
        return ((VertxInternal) vertx).closeFuture().remove(hook);
    }

    @Test
    void close_connected_closesTheConnections() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpClient client = HttpClients.open(vertx, vertx.httpClientBuilder());
            var _ =
                    client.request(
                            HttpMethod.GET,
                            server.getLocalPort(),
                            server.getInetAddress().getHostAddress(),
                            "/");
            try (var accepted = server.accept()) {
                HttpClients.close(client).await();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
