package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.Await;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ModelInfer` as a client sees it that was generated from the public proto.
class GrpcInferTest {
    @TempDir static Path directory;

    private static TestServer server;
    private static GrpcClient client;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults().withBodyBytesMax(1 << 20)));
        client = GrpcClient.of(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @AfterEach
    void nothingLeaks() {
        server.fake().runGate().open();
        server.assertNothingLeaked();
    }

    @Test
    void infer_rawContents_answersRaw() {
        ModelInferResponse response = client.stub().modelInfer(GrpcClient.request("g1", 1, 2, 3));
        assertThat(response.getId()).isEqualTo("g1");
        assertThat(response.getModelVersion()).isEqualTo("2");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 3L);
        assertThat(GrpcClient.first(response)).isEqualTo(2f);
    }

    @Test
    void infer_typedContentsAndVersion_answersThatVersion() {
        var request =
                ModelInferRequest.newBuilder()
                        .setModelName("fake")
                        .setModelVersion("1")
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("FP32")
                                        .addShape(1)
                                        .addShape(3)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addAllFp32Contents(List.of(5f, 6f, 7f))))
                        .build();
        assertThat(GrpcClient.first(client.stub().modelInfer(request))).isEqualTo(5f);
    }

    @Test
    void infer_versionLeftToTheServer_answersTheLatest() {
        ModelInferRequest request =
                GrpcClient.request("g2", 1, 2, 3).toBuilder().setModelVersion("-1").build();
        assertThat(client.stub().modelInfer(request).getModelVersion()).isEqualTo("2");
    }

    @Test
    void infer_whatCannotBe_hasStatusAndCode() {
        assertStatus(
                GrpcClient.request("a", 1, 2, 3).toBuilder().setModelName("nobody").build(),
                Status.Code.NOT_FOUND,
                "model-not-found");
        assertStatus(
                GrpcClient.request("a", 1, 2, 3).toBuilder().setModelName("broken").build(),
                Status.Code.UNAVAILABLE,
                "model-not-ready");
        assertStatus(
                GrpcClient.request("a", 1, 2, 3).toBuilder().clearRawInputContents().build(),
                Status.Code.INVALID_ARGUMENT,
                "size-mismatch");
        assertStatus(GrpcClient.request("a", 1, 666, 3), Status.Code.INTERNAL, "inference-failed");
        assertStatus(
                GrpcClient.request("a", 1, 2, 3).toBuilder().setModelName("größer").build(),
                Status.Code.NOT_FOUND,
                "model-not-found");
    }

    private static void assertStatus(ModelInferRequest request, Status.Code status, String code) {
        assertThatThrownBy(() -> client.stub().modelInfer(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode()).isEqualTo(status);
                            assertThat(e.getStatus().getDescription()).startsWith(code + ": ");
                            assertThat(trailer(e)).isEqualTo(code);
                        });
    }

    private static @Nullable String trailer(StatusRuntimeException e) {
        Metadata trailers = e.getTrailers();
        return trailers == null
                ? null
                : trailers.get(
                        Metadata.Key.of("berth-problem-code", Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void infer_always_tellsTheRequestsId() {
        assertThat(requestId(GrpcClient.request("g7", 1, 2, 3), null)).isEqualTo("g7");
        assertThat(requestId(GrpcClient.request("g7", 1, 2, 3), "order-4711"))
                .isEqualTo("order-4711");
        assertThat(requestId(GrpcClient.request("", 1, 2, 3), null)).hasSize(36);
        assertThat(requestId(GrpcClient.request("", 1, 2, 3), "not fit for logs")).hasSize(36);
        assertThat(requestId(GrpcClient.request("f", 1, 666, 3), null)).isEqualTo("f");
        assertThat(requestId(GrpcClient.request("n", 1), "order-4712")).isEqualTo("order-4712");
        assertThat(requestId(GrpcClient.request("long", new float[300_000]), null)).hasSize(36);
    }

    /// What the answer's headers, or the trailers of a failure, name the request.
    private static @Nullable String requestId(ModelInferRequest request, @Nullable String given) {
        var key = Metadata.Key.of("berth-request-id", Metadata.ASCII_STRING_MARSHALLER);
        var sent = new Metadata();
        if (given != null) {
            sent.put(key, given);
        }
        var headers = new AtomicReference<Metadata>();
        var trailers = new AtomicReference<Metadata>();
        var stub =
                client.stub()
                        .withInterceptors(
                                MetadataUtils.newAttachHeadersInterceptor(sent),
                                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        try {
            var _ = stub.modelInfer(request);
            return headers.get().get(key);
        } catch (StatusRuntimeException e) {
            return trailers.get().get(key);
        }
    }

    @Test
    void infer_messageTooLong_isRefused() {
        assertThatThrownBy(
                        () ->
                                client.stub()
                                        .modelInfer(GrpcClient.request("long", new float[300_000])))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void infer_deadline_endsTheCallAndThePrediction() {
        server.fake().runGate().shut();
        assertThatThrownBy(
                        () ->
                                GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                                        .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                                        .modelInfer(GrpcClient.request("late", 1, 2, 3)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    void infer_cancelledWhileQueued_isNotExecuted() {
        server.fake().runGate().shut();
        int before = server.fake().runs().size();
        var first =
                GRPCInferenceServiceGrpc.newFutureStub(client.channel())
                        .modelInfer(GrpcClient.request("c1", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        var second =
                GRPCInferenceServiceGrpc.newFutureStub(client.channel())
                        .modelInfer(GrpcClient.request("c2", 1, 2, 3));
        Await.until(() -> server.queuedRows() == 1);
        second.cancel(true);
        Await.until(() -> server.queuedRows() == 0);
        server.fake().runGate().open();
        Await.until(first::isDone);
        assertThat(server.fake().runs()).hasSize(before + 1);
    }

    @Test
    void infer_withFieldsThatAreNotKnown_isAnswered() {
        ModelInferRequest request =
                GrpcClient.request("u", 1, 2, 3).toBuilder()
                        .setUnknownFields(
                                UnknownFieldSet.newBuilder()
                                        .addField(
                                                9999,
                                                UnknownFieldSet.Field.newBuilder()
                                                        .addVarint(1)
                                                        .build())
                                        .build())
                        .build();
        assertThat(GrpcClient.first(client.stub().modelInfer(request))).isEqualTo(2f);
    }
}
