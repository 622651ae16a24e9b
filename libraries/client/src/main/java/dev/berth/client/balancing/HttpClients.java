package dev.berth.client.balancing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.impl.CleanableHttpClient;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpClientInternal;
import java.util.concurrent.TimeUnit;

/// HTTP clients that are closed by those who opened them. Vert.x knows nothing of them.
///
/// Vert.x would close them with itself, and (5.0.7) there are two things wrong with that. It keeps
/// each until then, also one that was closed long before. And where a connection comes to nothing
/// while its client closes, `SimpleConnectionPool` may fail within: it reads twice for whom the
/// connection is made, which an event loop takes away in between. Then the client never says that
/// it is closed, and Vert.x waits for it for ever.
public final class HttpClients {
    private HttpClients() {}

    public static HttpClient open(Vertx vertx, HttpClientBuilder builder) {
        HttpClient client = builder.build();
        ((VertxInternal) vertx).removeCloseHook(((CleanableHttpClient) client).delegate);
        return client;
    }

    /// Closes its connections, also those that are being made.
    ///
    /// @return comes when they are closed, also where the pool has failed
    public static Future<Void> close(HttpClient client) {
        var _ = client.shutdown(0, TimeUnit.SECONDS);
        return ((HttpClientInternal) client).netClient().closeFuture().otherwiseEmpty();
    }
}
