package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ModelName;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.server.bytes.BytesUnderWay;
import dev.berth.server.grpc.GrpcFront;
import dev.berth.server.grpc.GrpcSurroundings;
import dev.berth.server.http.Assets;
import dev.berth.server.http.HttpFront;
import dev.berth.server.http.HttpSurroundings;
import dev.berth.server.observe.Metrics;
import dev.berth.server.observe.Observers;
import dev.berth.server.observe.Tracing;
import dev.berth.server.predict.EventLoop;
import dev.berth.server.predict.Predictions;
import dev.berth.server.predict.Traffic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Errors of the virtual machine while a call is being answered, thrown where the front looks at a
/// certain header or begins to write.
class GrpcFrontErrorsTest {
    private static final String NONE = "none";
    private static final String WRITING = "writing";

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Traffic traffic = new Traffic();

    /// The header at which the next call fails; a fault is met once.
    private final AtomicReference<String> fault = new AtomicReference<>(NONE);

    private TestServer server;
    private GrpcClient client;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        var predictions = new Predictions(server.server().serving(), server.server().endpoints());
        var observers = new Observers(new Metrics("test"), Tracing.Off.NONE);
        var rest =
                new HttpSurroundings(
                        predictions,
                        observers,
                        traffic,
                        TestServer.accessOfAnybody(),
                        ServerLimits.defaults(),
                        Assets.load(),
                        "test",
                        Optional.empty());
        var surroundings =
                new GrpcSurroundings(
                        predictions,
                        observers,
                        traffic,
                        TestServer.accessOfAnybody(),
                        "test",
                        1 << 20,
                        Optional.empty());
        var port = new CompletableFuture<Integer>();
        vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                var loop =
                                        EventLoop.current(
                                                vertx, 0, new BytesUnderWay(1 << 30).loop());
                                var grpc = new GrpcFront(vertx, loop, surroundings);
                                var front = new HttpFront(vertx, loop, rest, grpc);
                                return vertx.createHttpServer()
                                        .requestHandler(request -> front.handle(faulty(request)))
                                        .listen(0)
                                        .onSuccess(opened -> port.complete(opened.actualPort()));
                            }
                        })
                .await();
        client = GrpcClient.at(port.join());
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
        server.close();
    }

    private HttpServerRequest faulty(HttpServerRequest request) {
        return new HttpServerRequestWrapper((HttpServerRequestInternal) request) {
            @Override
            public @Nullable String getHeader(CharSequence name) {
                meet(name);
                return super.getHeader(name);
            }

            @Override
            public @Nullable String getHeader(String name) {
                meet(name);
                return super.getHeader(name);
            }

            @Override
            public MultiMap headers() {
                return proxy(MultiMap.class, super.headers(), "get", GrpcFrontErrorsTest::asked);
            }

            @Override
            public HttpServerResponse response() {
                return proxy(HttpServerResponse.class, super.response(), "headers", a -> WRITING);
            }
        };
    }

    private static CharSequence asked(Object[] arguments) {
        return (CharSequence) arguments[0];
    }

    private void meet(CharSequence name) {
        if (fault.get().contentEquals(name) && !fault.getAndSet(NONE).equals(NONE)) {
            throw new StackOverflowError("injected");
        }
    }

    private <T> T proxy(
            Class<T> type,
            T target,
            String faulty,
            java.util.function.Function<Object[], CharSequence> what) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals(faulty)) {
                                meet(what.apply(arguments));
                            }
                            try {
                                return method.invoke(target, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        }));
    }

    private static Status.Code failure(Runnable call) {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure).isNotNull();
        return failure.getStatus().getCode();
    }

    private void assertNothingOpen() {
        server.assertNothingLeaked();
        TestServer.await(() -> traffic.underWay() == 0);
        ModelInferResponse answer = client.stub().modelInfer(GrpcClient.request("b", 1, 2, 3));
        assertThat(GrpcClient.first(answer)).isEqualTo(2f);
        // Waits for the last lease.
        server.server().serving().unload(ModelName.of("fake")).join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-type", "grpc-encoding", "grpc-timeout", "berth-request-id"})
    void error_whileAPredictionIsRead_isInternalAndFreesWhatItHeld(String header) {
        fault.set(header);
        assertThat(failure(() -> infer())).isEqualTo(Status.Code.INTERNAL);
        assertNothingOpen();
    }

    private void infer() {
        var _ = client.stub().modelInfer(GrpcClient.request("a", 1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = "berth-request-id")
    void error_onAStream_isInternalAndCancelsWhatIsUnderWay(String header) throws Exception {
        server.fake().runGate().shut();
        var answers = new Received<ModelStreamInferResponse>();
        var requests = GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        requests.onNext(GrpcClient.request("a0", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        requests.onNext(GrpcClient.request("a1", 1, 2, 3));
        TestServer.await(() -> server.queuedRows() == 1);
        fault.set(header);
        requests.onNext(GrpcClient.request("a2", 1, 2, 3));

        assertThat(answers.end()).startsWith("Status{code=INTERNAL, description=internal-error: ");
        TestServer.await(() -> server.queuedRows() == 0);
        server.fake().runGate().open();
        assertNothingOpen();
    }

    @Test
    void error_whileAnAnswerIsWritten_endsTheCallOfEveryService() throws Exception {
        fault.set(WRITING);
        assertThat(failure(() -> infer())).isNotEqualTo(Status.Code.DEADLINE_EXCEEDED);

        fault.set(WRITING);
        assertThat(
                        failure(
                                () -> {
                                    var _ =
                                            client.stub()
                                                    .modelReady(
                                                            ModelReadyRequest.newBuilder()
                                                                    .setName("fake")
                                                                    .build());
                                }))
                .isNotEqualTo(Status.Code.DEADLINE_EXCEEDED);

        fault.set(WRITING);
        var watched = new Received<HealthCheckResponse>();
        HealthGrpc.newStub(client.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .watch(HealthCheckRequest.getDefaultInstance(), watched);
        assertThat(watched.end()).doesNotContain("DEADLINE_EXCEEDED", "completed");

        fault.set(WRITING);
        var reflected = new Received<ServerReflectionResponse>();
        ServerReflectionGrpc.newStub(client.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .serverReflectionInfo(reflected)
                .onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(reflected.end()).doesNotContain("DEADLINE_EXCEEDED", "completed");
        assertNothingOpen();
    }
}
