package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.testkit.Await;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of a server whose callers keep calls and connections open.
class DrainTest {
    /// Longer than any test: what waits for its end hangs.
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final byte[] GET =
            "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    @TempDir Path directory;

    private TestServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void drain_withIdleStreamsAndConnections_endsThemAndWaitsForNone() throws Exception {
        var watched = new Received<HealthCheckResponse>();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), watched);
        assertThat(watched.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        var predicted = new Received<ModelStreamInferResponse>();
        var predictions = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(predicted);
        predictions.onNext(ModelInferRequest.newBuilder().setModelName("nobody").build());
        assertThat(predicted.next().getErrorMessage()).contains("nobody");
        var reflected = new Received<ServerReflectionResponse>();
        StreamObserver<ServerReflectionRequest> questions =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(reflected);
        questions.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(reflected.next().hasListServicesResponse()).isTrue();

        try (var idle = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            askAndKeep(idle);
            assertThat(server.server().drain(GRACE)).isTrue();
        }
        assertThat(watched.next().getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
        assertThat(watched.end()).isEqualTo("completed");
        assertThat(predicted.end()).isEqualTo("completed");
        assertThat(reflected.end()).isEqualTo("completed");
    }

    @Test
    void drain_withAPredictionOnAStream_answersItAndThenEndsTheStream() throws Exception {
        server.fake().runGate().shut();
        var predicted = new Received<ModelStreamInferResponse>();
        GRPCInferenceServiceGrpc.newStub(channel)
                .modelStreamInfer(predicted)
                .onNext(GrpcClient.request("last", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> server.server().drain(GRACE));
        Await.until(() -> server.get("/v2/health/ready").statusCode() == 503);
        server.fake().runGate().open();

        assertThat(predicted.next().getInferResponse().getId()).isEqualTo("last");
        assertThat(predicted.end()).isEqualTo("completed");
        assertThat(drained.join()).isTrue();
    }

    @Test
    void close_withConnectionsThatSentNothing_endsThem() throws Exception {
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
                var late = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            Await.until(() -> server.server().connections().open() >= 2);
            assertThat(server.server().drain(GRACE)).isTrue();
            late.getOutputStream().write(GET);
            server.server().close();

            assertEnds(silent);
            assertEnds(late);
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // Ended as well.
        }
    }

    private static void askAndKeep(Socket socket) throws IOException {
        socket.getOutputStream().write(GET);
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200");
    }
}
