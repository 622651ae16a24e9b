package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests for models that are not in memory, by every protocol.
class OnDemandModelsTest {
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // Before every test.
    private TestServer server;

    @BeforeEach
    void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withServing(
                                        options.serving().withLoadPolicy(LoadPolicy.ON_DEMAND)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void documents_onDemandModel_areThoseOfAnyOther() {
        assertThat(server.get("/v2/models/fake").body()).contains("\"versions\":[\"1\",\"2\"]");
        assertThat(server.get("/v2/models/fake/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/models/fake/config").statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/models/fake/versions/2/stats").body())
                .contains("\"inference_count\":0");
        assertThat(server.get("/openapi.json").body()).contains("/v1/models/fake:predict");
        assertThat(server.get("/v1/models/fake").body())
                .contains("\"state\":\"AVAILABLE\"")
                .contains("the next request loads it");
        assertThat(server.post("/v2/repository/index", "").body())
                .contains("\"state\":\"READY\",\"reason\":\"not in memory")
                .contains("\"memory_bytes\":0");
        assertThat(server.get("/metrics").body())
                .contains("berth_model_loaded{model=\"fake\",version=\"2\"} 0")
                .contains("berth_model_ready{model=\"fake\",version=\"2\"} 1");
        assertThat(server.fake().loads()).isZero();
    }

    @Test
    void infer_onDemandModel_isLoadedAndAnswers() {
        HttpResponse<String> first = server.post(INFER, TestServer.infer(1, 2, 3));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(TestServer.json(first).at("/outputs/0/data").toString())
                .isEqualTo("[2.0,4.0,6.0]");
        assertThat(server.fake().loads()).isEqualTo(1);
        assertThat(server.post("/v2/repository/index", "").body())
                .contains(
                        "{\"name\":\"fake\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"not");
    }

    @Test
    void predict_onDemandModel_isLoadedAndAnswers() {
        HttpResponse<String> answer = server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.json(answer).path("y").toString()).isEqualTo("[2.0,4.0,6.0]");
    }

    @Test
    void grpc_onDemandModel_isReadyLoadedAndAnswers() {
        try (GrpcClient client = GrpcClient.of(server)) {
            assertThat(
                            client.stub()
                                    .modelReady(
                                            ModelReadyRequest.newBuilder().setName("fake").build())
                                    .getReady())
                    .isTrue();
            ModelInferResponse answer = client.stub().modelInfer(GrpcClient.request("g", 1, 2, 3));
            assertThat(GrpcClient.first(answer)).isEqualTo(2);
        }
        assertThat(server.fake().loads()).isEqualTo(1);
    }

    @Test
    void infer_whileItLoads_gathersAndOthersAreNotHeldUp() {
        server.post("/v2/models/tiny/infer", tiny());
        server.fake().loadGate().shut();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(
                    server.http1()
                            .sendAsync(
                                    server.posting(INFER, TestServer.infer(1, 2, 3)).build(),
                                    BodyHandlers.ofString()));
        }
        server.fake().loadGate().awaitWaiting(1);
        assertThat(server.post("/v2/models/tiny/infer", tiny()).statusCode()).isEqualTo(200);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        server.fake().loadGate().open();

        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        assertThat(server.fake().loads()).isEqualTo(1);
    }

    private static String tiny() {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":"
                + "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}]}";
    }

    @Test
    void infer_loadLongerThanTheCallerWaits_isAnsweredInTime() {
        server.fake().loadGate().shut();
        HttpResponse<String> late =
                server.post(INFER, TestServer.infer(1, 2, 3), "Berth-Timeout-Millis", "300");

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("deadline-exceeded").contains("not loaded within");
        server.fake().loadGate().open();
        assertThat(server.post(INFER, TestServer.infer(1, 2, 3)).statusCode()).isEqualTo(200);
    }

    @Test
    void infer_loadLongerThanTheBodysTimeout_isAnsweredInTime() {
        server.fake().loadGate().shut();
        String body = TestServer.infer(1, 2, 3);
        HttpResponse<String> late =
                server.post(INFER, "{\"parameters\":{\"timeout\":300000}," + body.substring(1));

        assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
        assertThat(late.body()).contains("deadline-exceeded").contains("not loaded within");
        server.fake().loadGate().open();
        assertThat(server.post(INFER, body).statusCode()).isEqualTo(200);
    }

    @Test
    void grpc_loadLongerThanTheMessagesTimeout_isAnsweredInTime() {
        server.fake().loadGate().shut();
        try (GrpcClient client = GrpcClient.of(server)) {
            ModelInferRequest request =
                    GrpcClient.request("g", 1, 2, 3).toBuilder()
                            .putParameters(
                                    "timeout",
                                    InferParameter.newBuilder().setInt64Param(300_000).build())
                            .build();
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowableOfType(
                                            StatusRuntimeException.class,
                                            () ->
                                                    client.stub()
                                                            .withDeadline(null)
                                                            .modelInfer(request))
                                    .getStatus()
                                    .getDescription())
                    .contains("not loaded within");
        }
        server.fake().loadGate().open();
    }

    @Test
    void infer_artifactThatDoesNotLoad_saysWhy() {
        new SystemBuilder(directory).with("bad", TestServer.fakePackage("no artifact"));
        server.server().serving().refresh().join();

        HttpResponse<String> answer = server.post("/v1/models/bad:predict", "{\"x\":[1,2,3]}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("model-not-ready").contains("is failed");
    }

    @Test
    void grpc_callerGivesUpWhileItLoads_leavesNothing() {
        server.fake().loadGate().shut();
        try (GrpcClient client = GrpcClient.of(server)) {
            ModelInferRequest request = GrpcClient.request("g", 1, 2, 3);
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowableOfType(
                                            StatusRuntimeException.class,
                                            () ->
                                                    client.stub()
                                                            .withDeadlineAfter(
                                                                    50, TimeUnit.MILLISECONDS)
                                                            .modelInfer(request))
                                    .getStatus()
                                    .getCode())
                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
        server.fake().loadGate().open();
        assertThat(server.post(INFER, TestServer.infer(1, 2, 3)).statusCode()).isEqualTo(200);
        server.assertNothingLeaked();
    }
}
