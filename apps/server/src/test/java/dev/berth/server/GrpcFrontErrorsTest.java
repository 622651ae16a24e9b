package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ModelName;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.server.grpc.GrpcServerContext;
import dev.berth.server.grpc.GrpcServerHandler;
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
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http2ServerConnection;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Errors of the virtual machine while a call is being answered, thrown where the handler reads a
/// certain header or begins to write.
class GrpcFrontErrorsTest {
    private static final String NONE = "none";
    private static final String WRITING = "writing";

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InFlightRequests traffic = new InFlightRequests();

    /// The header at which the next call fails; a fault is met once.
    private final AtomicReference<String> fault = new AtomicReference<>(NONE);

    private TestServer server;
    private GrpcClient client;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        var predictions =
                new Predictions(server.server().serving(), server.server().endpoints(), 1 << 20);
        var observers = new RequestTelemetry(new Metrics("test"), Tracing.Off.NONE);
        var serverContext =
                new GrpcServerContext(
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
                                        EventLoopContext.current(
                                                vertx, 0, new InFlightByteBudget(1 << 30).loop());
                                var grpc = new GrpcServerHandler(vertx, loop, serverContext);
                                var intake =
                                        new Http2FastPath(call -> grpc.handle(new Faulty(call)));
                                return vertx.createHttpServer()
                                        .connectionHandler(
                                                opened ->
                                                        intake.begin(
                                                                (Http2ServerConnection) opened))
                                        .requestHandler(request -> request.response().reset())
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

    /// The stream of a call, at whose headers and first words the fault is met.
    private final class Faulty implements RequestStream {
        private final RequestStream stream;

        Faulty(RequestStream stream) {
            this.stream = stream;
        }

        @Override
        public boolean isCall() {
            return stream.isCall();
        }

        @Override
        public String method() {
            return stream.method();
        }

        @Override
        public String path() {
            return stream.path();
        }

        @Override
        public MultiMap headers() {
            MultiMap headers = stream.headers();
            return (MultiMap)
                    Proxy.newProxyInstance(
                            MultiMap.class.getClassLoader(),
                            new Class<?>[] {MultiMap.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("get")) {
                                    meet((CharSequence) arguments[0]);
                                }
                                return method.invoke(headers, arguments);
                            });
        }

        @Override
        public HttpConnection connection() {
            return stream.connection();
        }

        @Override
        public void subscribe(StreamListener listener) {
            stream.subscribe(listener);
        }

        @Override
        public void pause() {
            stream.pause();
        }

        @Override
        public void resume() {
            stream.resume();
        }

        @Override
        public void write(Http2Headers headers, boolean last) {
            meet(WRITING);
            stream.write(headers, last);
        }

        @Override
        public ChannelFuture write(ByteBuf bytes, boolean last) {
            return stream.write(bytes, last);
        }

        @Override
        public ChannelFuture writeWhole(Http2Headers head, ByteBuf bytes, Http2Headers trailers) {
            meet(WRITING);
            return stream.writeWhole(head, bytes, trailers);
        }

        @Override
        public void reset(long code) {
            stream.reset(code);
        }
    }

    private void meet(CharSequence name) {
        if (fault.get().contentEquals(name) && !fault.getAndSet(NONE).equals(NONE)) {
            throw new StackOverflowError("injected");
        }
    }

    private static Status.Code failure(Runnable call) {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure).isNotNull();
        return failure.getStatus().getCode();
    }

    private void assertNothingOpen() {
        server.assertNothingLeaked();
        Await.until(() -> traffic.inFlight() == 0);
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
        Await.until(() -> server.queuedRows() == 1);
        fault.set(header);
        requests.onNext(GrpcClient.request("a2", 1, 2, 3));

        assertThat(answers.end()).startsWith("Status{code=INTERNAL, description=internal-error: ");
        Await.until(() -> server.queuedRows() == 0);
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
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .watch(HealthCheckRequest.getDefaultInstance(), watched);
        assertThat(watched.end()).doesNotContain("DEADLINE_EXCEEDED", "completed");

        fault.set(WRITING);
        var reflected = new Received<ServerReflectionResponse>();
        ServerReflectionGrpc.newStub(client.channel())
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .serverReflectionInfo(reflected)
                .onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(reflected.end()).doesNotContain("DEADLINE_EXCEEDED", "completed");
        assertNothingOpen();
    }
}
