package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.contribution.Contributions;
import dev.berth.server.http.HttpServerContext;
import dev.berth.server.http.HttpServerHandler;
import dev.berth.server.http2.Http2FastPath;
import dev.berth.server.http2.RequestStream;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.InFlightRequests;
import dev.berth.server.inference.Predictions;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.server.telemetry.Metrics;
import dev.berth.server.telemetry.RequestTelemetry;
import dev.berth.server.telemetry.Tracing;
import dev.berth.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http2ServerConnection;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Errors of the virtual machine while a request is being answered, thrown where the handler reads
/// a certain header.
class FrontErrorsTest {
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InFlightRequests traffic = new InFlightRequests();
    private volatile String faultyHeader = "none";
    private TestServer server;
    private int port;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        var serverContext =
                new HttpServerContext(
                        new Predictions(
                                server.server().serving(), server.server().endpoints(), 1 << 20),
                        new RequestTelemetry(new Metrics("test"), Tracing.Off.NONE),
                        traffic,
                        TestServer.accessOfAnybody(),
                        ServerLimits.defaults(),
                        "test",
                        Optional.empty(),
                        new Contributions(List.of(), List.of(), List.of(), List.of(), List.of()),
                        () -> 0);
        vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                var handler =
                                        new HttpServerHandler(
                                                vertx,
                                                EventLoopContext.current(
                                                        vertx,
                                                        0,
                                                        new InFlightByteBudget(1 << 30).loop()),
                                                serverContext);
                                var intake =
                                        new Http2FastPath(stream -> handler.answer(faulty(stream)));
                                return vertx.createHttpServer()
                                        .connectionHandler(
                                                opened -> {
                                                    if (opened
                                                            instanceof
                                                            Http2ServerConnection http2) {
                                                        intake.begin(http2);
                                                    }
                                                })
                                        .requestHandler(request -> handler.handle(faulty(request)))
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
        return proxy(
                HttpServerRequest.class,
                (method, arguments) -> {
                    if (method.getName().equals("getHeader")) {
                        meet(arguments);
                    }
                    return invoke(request, method, arguments);
                });
    }

    private RequestStream faulty(RequestStream stream) {
        MultiMap headers =
                proxy(
                        MultiMap.class,
                        (method, arguments) -> {
                            if (method.getName().equals("get")) {
                                meet(arguments);
                            }
                            return invoke(stream.headers(), method, arguments);
                        });
        return proxy(
                RequestStream.class,
                (method, arguments) ->
                        method.getName().equals("headers")
                                ? headers
                                : invoke(stream, method, arguments));
    }

    private void meet(@Nullable Object @Nullable [] arguments) {
        if (arguments != null && faultyHeader.contentEquals((CharSequence) arguments[0])) {
            throw new StackOverflowError("injected");
        }
    }

    private interface Handling {
        @Nullable Object handle(Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handling handling) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> handling.handle(method, arguments)));
    }

    private static @Nullable Object invoke(
            Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    /// The first request of HTTP/2 is an upgrade of HTTP/1.1.
    private void begin(HttpClient client) throws IOException, InterruptedException {
        URI live = URI.create("http://127.0.0.1:" + port + "/v2/health/live");
        var _ = client.send(HttpRequest.newBuilder(live).build(), BodyHandlers.discarding());
    }

    private HttpResponse<String> post(HttpClient client, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Await.TIMEOUT)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, inference-header-content-length, " + INFER,
        "HTTP_1_1, berth-timeout-millis, " + INFER,
        "HTTP_1_1, berth-timeout-millis, /v1/models/fake:predict",
        "HTTP_1_1, content-length, " + INFER,
        "HTTP_1_1, content-encoding, /v1/models/fake:predict",
        "HTTP_2, inference-header-content-length, " + INFER,
        "HTTP_2, content-length, " + INFER
    })
    void error_whileARequestIsRead_isInternalErrorAndFreesWhatItHeld(
            HttpClient.Version version, String header, String path) throws Exception {
        String body = path.equals(INFER) ? TestServer.infer(1, 2, 3) : "{\"x\":[1,2,3]}";
        try (HttpClient client = client(version)) {
            begin(client);
            faultyHeader = header;
            HttpResponse<String> failed = post(client, path, body);
            faultyHeader = "none";

            assertThat(failed.version()).isEqualTo(version);
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(json(failed).toString()).contains("internal-error");
            server.assertNothingLeaked();
            assertThat(post(client, path, body).statusCode()).isEqualTo(200);
        }
        Await.until(() -> traffic.inFlight() == 0);
        // Waits for the last lease.
        server.server().serving().unload(dev.berth.core.ModelName.of("fake")).join();
    }

    /// Of HTTP/2 only the stream.
    @ParameterizedTest
    @EnumSource
    void error_whileTheAnswerIsWritten_closesTheConnectionAndFreesWhatItHeld(
            HttpClient.Version version) throws Exception {
        String record = "{\"x\":[1,2,3]}";
        String records =
                "{\"records\":[" + String.join(",", Collections.nCopies(200, record)) + "]}";
        try (HttpClient client = client(version)) {
            begin(client);
            faultyHeader = "accept-encoding";

            assertThatThrownBy(() -> post(client, "/v1/models/fake:predict", records))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);
        }
        server.assertNothingLeaked();
        Await.until(() -> traffic.inFlight() == 0);
    }
}
