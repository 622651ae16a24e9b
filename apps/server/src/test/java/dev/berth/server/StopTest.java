package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stop of a server with open connections: what clients see, and what it does not wait for.
class StopTest {
    /// Longer than any test: what waits for its end hangs.
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final String INFER = "/v2/models/fake/infer";
    private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// Begins to stop while a prediction is in flight, which ends when the gate opens.
    private CompletableFuture<Boolean> drainWhileOneIsUnderWay(Duration grace) {
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> server.server().drain(grace));
        Await.until(() -> server.get("/v2/health/ready").statusCode() == 503);
        return drained;
    }

    private CompletableFuture<HttpResponse<String>> holdOne(String path) {
        server.fake().runGate().shut();
        CompletableFuture<HttpResponse<String>> held =
                server.sendLater(server.posting(path, infer(1, 2, 3)));
        server.fake().runGate().awaitWaiting(1);
        return held;
    }

    @Test
    void http1_keptConnection_endsWithItsNextAnswer() throws Exception {
        try (var kept = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            kept.setSoTimeout((int) Await.TIMEOUT.toMillis());
            ask(kept);
            assertThat(head(kept)).startsWith("http/1.1 200").doesNotContain("connection: close");
            CompletableFuture<HttpResponse<String>> held = holdOne(INFER);
            CompletableFuture<Boolean> drained = drainWhileOneIsUnderWay(GRACE);

            ask(kept);

            assertThat(head(kept)).contains("http/1.1 200").contains("connection: close");
            kept.getInputStream().readAllBytes();
            assertThat(drained).isNotDone();
            server.fake().runGate().open();
            assertThat(held.join().statusCode()).isEqualTo(200);
            assertThat(drained.join()).isTrue();
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(LIVE.getBytes(StandardCharsets.US_ASCII));
    }

    /// The status line and headers in lower case; the body, if there is one, is left.
    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    @Test
    void newConnection_whileOthersAreAnswered_isToldToGoElsewhere() {
        CompletableFuture<HttpResponse<String>> held = holdOne(INFER);
        CompletableFuture<Boolean> drained = drainWhileOneIsUnderWay(GRACE);

        HttpResponse<String> refused = server.post(INFER, infer(1, 2, 3));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("draining");
        server.fake().runGate().open();
        assertThat(held.join().statusCode()).isEqualTo(200);
        assertThat(drained.join()).isTrue();
    }

    @Test
    void http2_connection_isToldToGoAwayAtOnceAndItsStreamsAreAnswered() throws Exception {
        Vertx vertx = Vertx.vertx();
        // Held until the end: Vert.x closes a client that no caller holds, with its connections.
        HttpClientAgent client = http2Client(vertx);
        try {
            var goAway = new CompletableFuture<GoAway>();
            HttpClientConnection connection = connect(client);
            connection.goAwayHandler(goAway::complete);
            server.fake().runGate().shut();
            CompletableFuture<Integer> status = inferOn(connection);
            server.fake().runGate().awaitWaiting(1);

            CompletableFuture<Boolean> drained = drainWhileOneIsUnderWay(GRACE);

            GoAway told = Await.result(goAway);
            assertThat(told.getErrorCode()).isZero();
            // Vert.x copies the text for its handler and forgets the copy, which it wraps in a
            // buffer
            // that cannot be released.
            ((BufferInternal) told.getDebugData()).getByteBuf().unwrap().release();
            assertThat(status).isNotDone();
            server.fake().runGate().open();
            assertThat(Await.result(status)).isEqualTo(200);
            assertThat(drained.join()).isTrue();
        } finally {
            client.close().toCompletionStage().toCompletableFuture().join();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static HttpClientAgent http2Client(Vertx vertx) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
    }

    private HttpClientConnection connect(HttpClientAgent client) {
        return client.connect(
                        new HttpConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(server.server().port()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static CompletableFuture<Integer> inferOn(HttpClientConnection connection) {
        return connection
                .request(new RequestOptions().setMethod(HttpMethod.POST).setURI(INFER))
                .compose(request -> request.send(Buffer.buffer(infer(1, 2, 3))))
                .map(response -> response.statusCode())
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Test
    void execution_longerThanTheGrace_isTerminatedAndItsCallerTold() throws Exception {
        CompletableFuture<HttpResponse<String>> held = holdOne(INFER);

        assertThat(server.server().drain(Duration.ofMillis(200))).isFalse();

        assertThat(Await.result(held).statusCode()).isEqualTo(503);
        assertThat(held.join().body()).contains("draining");
        assertThat(server.fake().terminations()).isEqualTo(1);
        assertThat(server.fake().openArtifacts()).isZero();
    }

    @Test
    void execution_thatHangs_doesNotProlongTheEnd() throws Exception {
        String deaf = "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\ndeaf: true\n";
        new SystemBuilder(directory).with("deaf", TestServer.fakePackage(deaf));
        server.server().serving().refresh().join();
        CompletableFuture<HttpResponse<String>> held = holdOne("/v2/models/deaf/infer");

        assertThat(server.server().drain(Duration.ofMillis(200))).isFalse();

        assertThat(Await.result(held).statusCode()).isEqualTo(503);
        // It hangs all the while, and the end did not wait for it.
        assertThat(server.fake().openArtifacts()).isPositive();
        server.fake().runGate().open();
        Await.until(() -> server.fake().openArtifacts() == 0);
    }
}
