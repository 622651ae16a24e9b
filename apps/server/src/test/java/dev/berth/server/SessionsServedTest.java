package dev.berth.server;

import static dev.berth.server.StatefulModel.body;
import static dev.berth.server.StatefulModel.first;
import static dev.berth.server.StatefulModel.further;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sessions over HTTP and gRPC.
class SessionsServedTest {
    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        StatefulModel.write(directory, ", max-sessions: 8");
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    private static HttpResponse<String> infer(String parameters, double x) {
        return server.post("/v2/models/gru/infer", body(parameters, x));
    }

    private static List<Float> numbers(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<Float> numbers = new ArrayList<>();
        for (JsonNode value : TestServer.json(response).at("/outputs/0/data")) {
            numbers.add(value.floatValue());
        }
        return numbers;
    }

    private static List<Float> numbers(ModelInferResponse response) {
        var floats =
                response.getRawOutputContents(0)
                        .asReadOnlyByteBuffer()
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        List<Float> numbers = new ArrayList<>();
        while (floats.hasRemaining()) {
            numbers.add(floats.get());
        }
        return numbers;
    }

    @Test
    void infer_sessionOverHttpAndGrpc_isOneSession() throws InterruptedException {
        List<Float> one = numbers(infer(first("a"), 1));
        List<Float> two = numbers(infer(further("a"), 1));
        List<Float> three = numbers(infer(further("a") + ",\"sequence_end\":true", 1));
        try (GrpcClient client = GrpcClient.of(server)) {
            ModelInferResponse first =
                    client.stub().modelInfer(StatefulModel.message("b", true, 1));
            ModelInferResponse second =
                    client.stub().modelInfer(StatefulModel.message("b", false, 1));

            assertThat(two).isNotEqualTo(one);
            assertThat(numbers(first)).isEqualTo(one);
            assertThat(numbers(second)).isEqualTo(two);
            assertThat(numbers(infer(further("b"), 1))).isEqualTo(three);

            var answers = new Received<ModelStreamInferResponse>();
            StreamObserver<ModelInferRequest> requests =
                    GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
            for (int i = 0; i < 40; i++) {
                requests.onNext(StatefulModel.message("c", i == 0, 1));
            }
            requests.onCompleted();

            assertThat(answers.end()).isEqualTo("completed");
            assertThat(answers.all().subList(0, 3))
                    .extracting(each -> numbers(each.getInferResponse()))
                    .containsExactly(one, two, three);
            assertThat(answers.all())
                    .hasSize(40)
                    .allMatch(each -> each.getErrorMessage().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| 400 | session-invalid",
                "'\"sequence_id\":0' | 400 | session-invalid",
                "'\"sequence_id\":\"never\"' | 404 | session-unknown",
                "'\"sequence_id\":-1' | 400 | parameter-invalid",
                "'\"sequence_id\":1.5' | 400 | parameter-invalid",
                "'\"sequence_id\":true' | 400 | parameter-invalid",
                "'\"sequence_id\":\"a b\",\"sequence_start\":true' | 400 | session-invalid",
                "'\"sequence_start\":true' | 400 | parameter-invalid",
                "'\"sequence_id\":1,\"sequence_start\":1' | 400 | parameter-invalid",
            })
    void infer_parametersThatDoNotFit_areRefused(String parameters, int status, String code) {
        HttpResponse<String> response = infer(parameters == null ? "" : parameters, 1);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"error\":\"" + code + ": ");
    }

    @Test
    void infer_tooManySessions_isToldToWait_andMetricsSayIt() {
        List<HttpResponse<String>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(infer(first("many" + i), 1));
        }
        HttpResponse<String> refused = all.getLast();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .contains("session-limit-exceeded", "8 sessions of model gru@1 are open");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_sessions_open{model=\"gru\"} 8",
                        "berth_session_state_bytes{model=\"gru\"} 2048",
                        "berth_sessions_rejected_total{model=\"gru\"}");
        for (int i = 0; i < 12; i++) {
            var _ = infer(further("many" + i) + ",\"sequence_end\":true", 1);
        }
    }
}
