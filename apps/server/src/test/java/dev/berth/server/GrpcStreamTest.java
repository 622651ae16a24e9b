package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.testkit.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ModelStreamInfer`.
class GrpcStreamTest {
    /// What a server takes of one stream before its answers are taken.
    private static final int UNDER_WAY_MAX = 64;

    private static final int ANSWERS_WINDOW_BYTES = 200;
    private static final int ANSWERS_IN_WINDOW_MAX = 10;

    @TempDir static Path directory;

    private static TestServer server;
    private static GrpcClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
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
    void stream_failureAmongAnswers_doesNotEndIt() throws InterruptedException {
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        requests.onNext(GrpcClient.request("s1", 1, 2, 3));
        ModelStreamInferResponse first = answers.next();
        assertThat(first.getErrorMessage()).isEmpty();
        assertThat(first.getInferResponse().getId()).isEqualTo("s1");
        requests.onNext(
                GrpcClient.request("s2", 1, 2, 3).toBuilder().setModelName("nobody").build());
        ModelStreamInferResponse second = answers.next();
        assertThat(second.getErrorMessage()).startsWith("model-not-found");
        assertThat(second.getInferResponse().getId()).isEqualTo("s2");
        assertThat(
                        second.getInferResponse()
                                .getParametersOrThrow("berth_request_id")
                                .getStringParam())
                .isEqualTo("s2");
        requests.onNext(
                GrpcClient.request("s3", 4, 5, 6).toBuilder()
                        .putParameters(
                                "triton_enable_empty_final_response",
                                InferParameter.newBuilder().setBoolParam(true).build())
                        .build());
        ModelInferResponse third = answers.next().getInferResponse();
        assertThat(GrpcClient.first(third)).isEqualTo(8f);
        assertThat(third.getParametersOrThrow("triton_final_response").getBoolParam()).isTrue();
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
    }

    @Test
    void stream_slowRequestBeforeQuickOnes_isAnsweredFirst() throws InterruptedException {
        long before = predictions("tiny");
        server.fake().runGate().shut();
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        requests.onNext(GrpcClient.request("0", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        requests.onNext(onTiny("1"));
        requests.onNext(GrpcClient.request("2", 1, 2, 3).toBuilder().setModelName("no").build());
        requests.onNext(onTiny("3"));
        // On the connection behind those, whose answers are therefore there when this one is.
        assertThat(client.stub().modelInfer(onTiny("behind")).getId()).isEqualTo("behind");
        Await.until(() -> predictions("tiny") - before == 3);
        assertThat(answers.all()).isEmpty();
        server.fake().runGate().open();
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
        assertThat(answers.all())
                .extracting(answer -> answer.getInferResponse().getId())
                .containsExactly("0", "1", "2", "3");
        assertThat(answers.all())
                .extracting(ModelStreamInferResponse::getErrorMessage)
                .satisfiesExactly(
                        none -> assertThat(none).isEmpty(),
                        none -> assertThat(none).isEmpty(),
                        error -> assertThat(error).startsWith("model-not-found"),
                        none -> assertThat(none).isEmpty());
    }

    @Test
    void stream_cancelledWithAnswersWaitingForAnother_leavesNothing() throws InterruptedException {
        server.fake().runGate().shut();
        long before = server.server().bytesUnderWay();
        var answers = new Received<ModelStreamInferResponse>();
        var requests =
                (ClientCallStreamObserver<ModelInferRequest>)
                        GRPCInferenceServiceGrpc.newStub(client.channel())
                                .modelStreamInfer(answers);
        requests.onNext(GrpcClient.request("0", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        long slow = server.server().bytesUnderWay();
        requests.onNext(GrpcClient.request("1", 1, 2, 3).toBuilder().setModelName("no").build());
        // The waiting answer counts, in place of its request.
        assertThat(client.stub().modelInfer(onTiny("behind")).getId()).isEqualTo("behind");
        Await.until(() -> server.server().bytesUnderWay() > slow);
        requests.cancel("enough", null);
        assertThat(answers.end()).contains("CANCELLED");
        assertThat(answers.all()).isEmpty();
        server.fake().runGate().open();
        Await.until(() -> server.server().bytesUnderWay() == before);
    }

    private static ModelInferRequest onTiny(String id) {
        return GrpcClient.request(id, new float[16]).toBuilder()
                .setModelName("tiny")
                .setInputs(
                        0,
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(16))
                .build();
    }

    @Test
    void stream_manyMessages_areAnsweredInTheirOrder() throws InterruptedException {
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        for (int i = 0; i < 200; i++) {
            requests.onNext(GrpcClient.request("m" + i, i, i, i));
        }
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
        List<ModelStreamInferResponse> all = answers.all();
        assertThat(all).hasSize(200);
        for (int i = 0; i < 200; i++) {
            ModelInferResponse answer = all.get(i).getInferResponse();
            assertThat(answer.getId()).isEqualTo("m" + i);
            assertThat(GrpcClient.first(answer)).isEqualTo(2f * i);
        }
    }

    @Test
    void stream_whoseAnswersAreLeft_getsNoMoreMade() throws InterruptedException {
        int messages = 400;
        long before = predictions();
        var answers = new Received<ModelStreamInferResponse>();
        ManagedChannel narrow =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
                        .usePlaintext()
                        .flowControlWindow(ANSWERS_WINDOW_BYTES)
                        .build();
        try {
            var requests = new Leaving(answers);
            var _ = GRPCInferenceServiceGrpc.newStub(narrow).modelStreamInfer(requests);
            for (int i = 0; i < messages; i++) {
                requests.call().onNext(GrpcClient.request("m" + i, i, i, i));
            }
            requests.call().onCompleted();
            Await.until(() -> predictions() - before >= UNDER_WAY_MAX);
            // Time enough for many more, were they begun.
            int others = 20;
            for (int i = 0; i < others; i++) {
                assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                        .isEqualTo(200);
            }
            assertThat(predictions() - before)
                    .isLessThanOrEqualTo(UNDER_WAY_MAX + others + ANSWERS_IN_WINDOW_MAX);
            requests.call().request(messages);
            assertThat(answers.end()).isEqualTo("completed");
            assertThat(answers.all()).hasSize(messages);
        } finally {
            narrow.shutdownNow();
        }
    }

    private static long predictions() {
        return predictions("fake/versions/2");
    }

    private static long predictions(String model) {
        return json(server.get("/v2/models/" + model + "/stats"))
                .at("/model_stats/0/inference_count")
                .asLong();
    }

    /// A caller that requests no answer by itself.
    private static final class Leaving
            implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
        private final Received<ModelStreamInferResponse> answers;
        private @Nullable ClientCallStreamObserver<ModelInferRequest> call;

        Leaving(Received<ModelStreamInferResponse> answers) {
            this.answers = answers;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ModelInferRequest> begun) {
            call = begun;
            begun.disableAutoRequestWithInitial(0);
        }

        ClientCallStreamObserver<ModelInferRequest> call() {
            return Objects.requireNonNull(call);
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            answers.onNext(answer);
        }

        @Override
        public void onError(Throwable failure) {
            answers.onError(failure);
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    @Test
    void stream_cancelled_cancelsItsPredictions() throws InterruptedException {
        server.fake().runGate().shut();
        var answers = new Received<ModelStreamInferResponse>();
        var requests =
                (ClientCallStreamObserver<ModelInferRequest>)
                        GRPCInferenceServiceGrpc.newStub(client.channel())
                                .modelStreamInfer(answers);
        requests.onNext(GrpcClient.request("x0", 1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        // Sent before that, these could run together with the first.
        for (int i = 1; i < 5; i++) {
            requests.onNext(GrpcClient.request("x" + i, 1, 2, 3));
        }
        Await.until(() -> server.queuedRows() > 0);
        requests.cancel("enough", null);
        assertThat(answers.end()).contains("CANCELLED");
        Await.until(() -> server.queuedRows() == 0);
    }
}
