package dev.berth.client.balancing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.impl.CleanableHttpClient;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpClientInternal;
import java.util.concurrent.TimeUnit;

/// Function for closing HTTP clients that their owner, and not Vert.x, closes.
///
/// Vert.x would close them with itself, which has two defects (5.0.7). It retains each client until
/// then, even a closed one. And if a connection fails while its client closes,
/// `SimpleConnectionPool` may throw: it reads a waiter twice that an event loop removes in between.
/// Then the client never reports that it is closed, and Vert.x waits forever.
public final class HttpClients {
    private HttpClients() {}

    public static HttpClient open(Vertx vertx, HttpClientBuilder builder) {
        HttpClient client = builder.build();
        ((VertxInternal) vertx).removeCloseHook(((CleanableHttpClient) client).delegate);
        return client;
    }

    /// Closes a client's connections, including those being opened.
    ///
    /// @return completes when they are closed, also after a failure of the pool
    public static Future<Void> close(HttpClient client) {
        var _ = client.shutdown(0, TimeUnit.SECONDS);
        return ((HttpClientInternal) client).netClient().closeFuture().otherwiseEmpty();
    }
}
