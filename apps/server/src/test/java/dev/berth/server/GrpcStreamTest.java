package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ModelStreamInfer`.
class GrpcStreamTest {
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
    void stream_manyMessages_areAllAnswered() throws InterruptedException {
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        for (int i = 0; i < 200; i++) {
            requests.onNext(GrpcClient.request("m" + i, i, i, i));
        }
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
        assertThat(answers.all())
                .hasSize(200)
                .allSatisfy(
                        answer -> {
                            String id = answer.getInferResponse().getId();
                            assertThat(GrpcClient.first(answer.getInferResponse()))
                                    .isEqualTo(2f * Integer.parseInt(id.substring(1)));
                        });
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
        TestServer.await(() -> server.queuedRows() > 0);
        requests.cancel("enough", null);
        assertThat(answers.end()).contains("CANCELLED");
        TestServer.await(() -> server.queuedRows() == 0);
    }
}
