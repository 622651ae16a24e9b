package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.InferParameter;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.LogSettingsRequest;
import dev.berth.proto.ModelConfigRequest;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelMetadataRequest;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelStatisticsRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.proto.RepositoryIndexRequest;
import dev.berth.proto.RepositoryIndexResponse.ModelIndex;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.proto.ServerLiveRequest;
import dev.berth.proto.ServerMetadataRequest;
import dev.berth.proto.ServerReadyRequest;
import dev.berth.proto.SystemSharedMemoryRegisterRequest;
import dev.berth.proto.SystemSharedMemoryStatusRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a client sees it that was generated from the public proto.
class GrpcTest {
    @TempDir static Path directory;

    private static TestServer server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults().withBodyBytesMax(1 << 20)));
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
                        .usePlaintext()
                        .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @AfterEach
    void nothingLeaks() {
        server.fake().runGate().open();
        server.assertNothingLeaked();
    }

    private static GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    static ModelInferRequest request(String id, float... numbers) {
        ByteBuffer raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            raw.putFloat(number);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("fake")
                .setId(id)
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(numbers.length / 3)
                                .addShape(3))
                .addRawInputContents(ByteString.copyFrom(raw.array()))
                .build();
    }

    private static float first(ModelInferResponse response) {
        return response.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    @Test
    void infer_rawContents_answersRaw() {
        ModelInferResponse response = stub().modelInfer(request("g1", 1, 2, 3));
        assertThat(response.getId()).isEqualTo("g1");
        assertThat(response.getModelVersion()).isEqualTo("2");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 3L);
        assertThat(first(response)).isEqualTo(2f);
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
        assertThat(first(stub().modelInfer(request))).isEqualTo(5f);
    }

    @Test
    void infer_whatCannotBe_hasStatusAndCode() {
        assertStatus(
                request("a", 1, 2, 3).toBuilder().setModelName("nobody").build(),
                Status.Code.NOT_FOUND,
                "model-not-found");
        assertStatus(
                request("a", 1, 2, 3).toBuilder().setModelName("broken").build(),
                Status.Code.UNAVAILABLE,
                "model-not-ready");
        assertStatus(
                request("a", 1, 2, 3).toBuilder().clearRawInputContents().build(),
                Status.Code.INVALID_ARGUMENT,
                "size-mismatch");
        assertStatus(request("a", 1, 666, 3), Status.Code.INTERNAL, "execution-failed");
        assertStatus(
                request("a", 1, 2, 3).toBuilder().setModelName("größer").build(),
                Status.Code.NOT_FOUND,
                "model-not-found");
    }

    private static void assertStatus(ModelInferRequest request, Status.Code status, String code) {
        assertThatThrownBy(() -> stub().modelInfer(request))
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
                : trailers.get(Metadata.Key.of("berth-problem", Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void infer_messageTooLong_isRefused() {
        assertThatThrownBy(() -> stub().modelInfer(request("long", new float[300_000])))
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
                                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                                        .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                                        .modelInfer(request("late", 1, 2, 3)))
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
                GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(request("c1", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        var second =
                GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(request("c2", 1, 2, 3));
        TestServer.await(() -> queuedRows() == 1);
        second.cancel(true);
        TestServer.await(() -> queuedRows() == 0);
        server.fake().runGate().open();
        TestServer.await(first::isDone);
        assertThat(server.fake().runs()).hasSize(before + 1);
    }

    private static int queuedRows() {
        return server.server()
                .serving()
                .statistics(dev.berth.core.ModelReference.of("fake", "2"))
                .queuedRows();
    }

    @Test
    void stream_failureAmongAnswers_doesNotEndIt() throws InterruptedException {
        var answers = new Answers();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(answers);
        requests.onNext(request("s1", 1, 2, 3));
        ModelStreamInferResponse first = answers.next();
        assertThat(first.getErrorMessage()).isEmpty();
        assertThat(first.getInferResponse().getId()).isEqualTo("s1");
        requests.onNext(request("s2", 1, 2, 3).toBuilder().setModelName("nobody").build());
        ModelStreamInferResponse second = answers.next();
        assertThat(second.getErrorMessage()).startsWith("model-not-found");
        assertThat(second.getInferResponse().getId()).isEqualTo("s2");
        requests.onNext(
                request("s3", 4, 5, 6).toBuilder()
                        .putParameters(
                                "triton_enable_empty_final_response",
                                InferParameter.newBuilder().setBoolParam(true).build())
                        .build());
        ModelInferResponse third = answers.next().getInferResponse();
        assertThat(first(third)).isEqualTo(8f);
        assertThat(third.getParametersOrThrow("triton_final_response").getBoolParam()).isTrue();
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
    }

    @Test
    void stream_manyMessages_areAllAnswered() throws InterruptedException {
        var answers = new Answers();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(answers);
        for (int i = 0; i < 200; i++) {
            requests.onNext(request("m" + i, i, i, i));
        }
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
        assertThat(answers.received)
                .hasSize(200)
                .allSatisfy(
                        answer -> {
                            String id = answer.getInferResponse().getId();
                            assertThat(first(answer.getInferResponse()))
                                    .isEqualTo(2f * Integer.parseInt(id.substring(1)));
                        });
    }

    @Test
    void stream_cancelled_cancelsItsPredictions() throws InterruptedException {
        server.fake().runGate().shut();
        var answers = new Answers();
        var requests =
                (ClientCallStreamObserver<ModelInferRequest>)
                        GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(answers);
        requests.onNext(request("x0", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        // Sent before that, these could run together with the first.
        for (int i = 1; i < 5; i++) {
            requests.onNext(request("x" + i, 1, 2, 3));
        }
        TestServer.await(() -> queuedRows() > 0);
        requests.cancel("enough", null);
        assertThat(answers.end()).startsWith("CANCELLED");
        TestServer.await(() -> queuedRows() == 0);
    }

    @Test
    void server_saysWhatItIs() {
        assertThat(stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(
                        stub().serverMetadata(ServerMetadataRequest.getDefaultInstance())
                                .getExtensionsList())
                .contains("binary_tensor_data", "statistics");
    }

    @Test
    void model_saysWhatItIs() {
        assertThat(
                        stub().modelReady(ModelReadyRequest.newBuilder().setName("fake").build())
                                .getReady())
                .isTrue();
        assertThat(
                        stub().modelReady(ModelReadyRequest.newBuilder().setName("broken").build())
                                .getReady())
                .isFalse();
        for (String unknown : List.of("nobody", "größer", "")) {
            var question = ModelReadyRequest.newBuilder().setName(unknown).build();
            assertThat(stub().modelReady(question).getReady()).isFalse();
        }
        var metadata =
                stub().modelMetadata(ModelMetadataRequest.newBuilder().setName("fake").build());
        assertThat(metadata.getVersionsList()).containsExactly("1", "2");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 3L);
        var config =
                stub().modelConfig(ModelConfigRequest.newBuilder().setName("fake").build())
                        .getConfig();
        assertThat(config.getMaxBatchSize()).isEqualTo(8);
        assertThat(config.getInput(0).getDimsList()).containsExactly(3L);
        assertThat(
                        stub().modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                                .getModelStatsCount())
                .isEqualTo(3);
    }

    @Test
    void repository_isListedAndChanged() {
        assertThat(
                        stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                                .getModelsList())
                .extracting(ModelIndex::getName)
                .contains("tiny", "fake", "broken");
        var _ =
                stub().repositoryModelUnload(
                                RepositoryModelUnloadRequest.newBuilder()
                                        .setModelName("tiny")
                                        .build());
        assertThat(
                        stub().modelReady(ModelReadyRequest.newBuilder().setName("tiny").build())
                                .getReady())
                .isFalse();
        var _ =
                stub().repositoryModelLoad(
                                RepositoryModelLoadRequest.newBuilder()
                                        .setModelName("tiny")
                                        .build());
        assertThat(
                        stub().modelReady(ModelReadyRequest.newBuilder().setName("tiny").build())
                                .getReady())
                .isTrue();
    }

    @Test
    void sharedMemoryAndSettings_areRefusedWithARemedy() {
        assertThat(
                        stub().systemSharedMemoryStatus(
                                        SystemSharedMemoryStatusRequest.getDefaultInstance())
                                .getRegionsCount())
                .isZero();
        assertUnimplemented(
                () ->
                        stub().systemSharedMemoryRegister(
                                        SystemSharedMemoryRegisterRequest.getDefaultInstance()));
        assertUnimplemented(() -> stub().logSettings(LogSettingsRequest.getDefaultInstance()));
    }

    private static void assertUnimplemented(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.UNIMPLEMENTED);
                            assertThat(e.getStatus().getDescription()).contains("; ");
                        });
    }

    @Test
    void health_knowsServerAndModels() {
        var health = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("inference.GRPCInferenceService")).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("fake")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("broken")).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThatThrownBy(() -> health.check(named("nobody")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        assertThat(health.watch(named("fake")).next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    private static HealthCheckRequest named(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    @Test
    void reflection_listsServices() throws InterruptedException {
        var responses = new LinkedBlockingQueue<ServerReflectionResponse>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(into(responses));
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(responses.take().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
        requests.onNext(
                ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol("inference.GRPCInferenceService")
                        .build());
        assertThat(responses.take().getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isPositive();
        requests.onCompleted();
    }

    @Test
    @SuppressWarnings("deprecation") // The older name is what is tested.
    void reflection_underItsOldName_listsServices() throws InterruptedException {
        var responses =
                new LinkedBlockingQueue<io.grpc.reflection.v1alpha.ServerReflectionResponse>();
        var requests =
                io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
                        .serverReflectionInfo(into(responses));
        requests.onNext(
                io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
                        .setListServices("*")
                        .build());
        assertThat(responses.take().getListServicesResponse().getServiceCount()).isPositive();
        requests.onCompleted();
    }

    private static <T> StreamObserver<T> into(BlockingQueue<T> queue) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                queue.add(value);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }

    /// What came back on a stream.
    private static final class Answers implements StreamObserver<ModelStreamInferResponse> {
        private final BlockingQueue<ModelStreamInferResponse> received =
                new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

        @Override
        public void onNext(ModelStreamInferResponse response) {
            received.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            ended.add(Status.fromThrowable(failure).getCode().name());
        }

        @Override
        public void onCompleted() {
            ended.add("completed");
        }

        String end() throws InterruptedException {
            String end = ended.poll(20, TimeUnit.SECONDS);
            return end == null ? "not ended" : end;
        }

        ModelStreamInferResponse next() throws InterruptedException {
            ModelStreamInferResponse response = received.poll(20, TimeUnit.SECONDS);
            assertThat(response).isNotNull();
            return java.util.Objects.requireNonNull(response);
        }
    }
}
