package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.bytes.BytesUnderWay;
import dev.berth.server.http.Assets;
import dev.berth.server.http.HttpFront;
import dev.berth.server.http.HttpSurroundings;
import dev.berth.server.observe.Metrics;
import dev.berth.server.observe.Observers;
import dev.berth.server.observe.Tracing;
import dev.berth.server.predict.EventLoop;
import dev.berth.server.predict.Predictions;
import dev.berth.server.predict.Traffic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors of the virtual machine while a request is being answered, thrown where the front looks at
/// a certain header.
class FrontErrorsTest {
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Traffic traffic = new Traffic();
    private volatile String faultyHeader = "none";
    private TestServer server;
    private int port;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        var surroundings =
                new HttpSurroundings(
                        new Predictions(server.server().serving(), server.server().endpoints()),
                        new Observers(new Metrics("test"), Tracing.Off.NONE),
                        traffic,
                        TestServer.accessOfAnybody(),
                        ServerLimits.defaults(),
                        Assets.load(),
                        "test",
                        Optional.empty());
        vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                var front =
                                        new HttpFront(
                                                vertx,
                                                EventLoop.current(
                                                        vertx,
                                                        0,
                                                        new BytesUnderWay(1 << 30).loop()),
                                                surroundings);
                                return vertx.createHttpServer()
                                        .requestHandler(request -> front.handle(faulty(request)))
                                        .listen(0)
                                        .onSuccess(opened -> remember(opened));
                            }
                        })
                .await();
    }

    private void remember(HttpServer opened) {
        port = opened.actualPort();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
        server.close();
    }

    private HttpServerRequest faulty(HttpServerRequest request) {
        return (HttpServerRequest)
                Proxy.newProxyInstance(
                        HttpServerRequest.class.getClassLoader(),
                        new Class<?>[] {HttpServerRequest.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getHeader")
                                    && faultyHeader.contentEquals((CharSequence) arguments[0])) {
                                throw new StackOverflowError("injected");
                            }
                            return invoke(request, method, arguments);
                        });
    }

    private static @Nullable Object invoke(
            HttpServerRequest request,
            java.lang.reflect.Method method,
            @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(request, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return server.http1()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(TestServer.PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "inference-header-content-length, " + INFER,
        "berth-timeout-millis, " + INFER,
        "berth-timeout-millis, /v1/models/fake:predict",
        "content-length, " + INFER,
        "content-encoding, /v1/models/fake:predict"
    })
    void error_whileARequestIsRead_isInternalErrorAndFreesWhatItHeld(String header, String path)
            throws Exception {
        String body = path.equals(INFER) ? TestServer.infer(1, 2, 3) : "{\"x\":[1,2,3]}";
        faultyHeader = header;
        HttpResponse<String> failed = post(path, body);
        faultyHeader = "none";

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(json(failed).toString()).contains("internal-error");
        server.assertNothingLeaked();
        assertThat(post(path, body).statusCode()).isEqualTo(200);
        TestServer.await(() -> traffic.underWay() == 0);
        // Waits for the last lease.
        server.server().serving().unload(dev.berth.core.ModelName.of("fake")).join();
    }

    @Test
    void error_whileTheAnswerIsWritten_closesTheConnectionAndFreesWhatItHeld() {
        String record = "{\"x\":[1,2,3]}";
        String records =
                "{\"records\":[" + String.join(",", Collections.nCopies(200, record)) + "]}";
        faultyHeader = "accept-encoding";

        assertThatThrownBy(() -> post("/v1/models/fake:predict", records))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(java.net.http.HttpTimeoutException.class);
        server.assertNothingLeaked();
        TestServer.await(() -> traffic.underWay() == 0);
    }
}
