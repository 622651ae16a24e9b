package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelLimits;
import dev.berth.proto.ModelInferRequest;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that wait: deadlines, callers that hang up, full queues, and the end of the server.
class UnderLoadTest {
    private static final int QUEUE_ROWS_MAX = ModelLimits.QUEUE_ROWS_MAX_DEFAULT;
    private static final int EXECUTORS = 1;

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        new SystemBuilder(directory)
                .with("narrow", TestServer.fakePackage(1).with("limits: {max-queue-rows: 1}"))
                .with("burst", TestServer.fakePackage(1));
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CompletableFuture<HttpResponse<String>> sendLater(
            String path, String body, String... headers) {
        return server.http1()
                .sendAsync(server.posting(path, body, headers).build(), BodyHandlers.ofString());
    }

    @Test
    void deadline_whileTheEngineIsBusy_is504AtOnce() {
        server.fake().runGate().shut();
        HttpResponse<String> response =
                server.post(
                        "/v1/models/fake:predict", "{\"x\":[1,2,3]}", "Berth-Timeout-Millis", "50");
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).path("code").asText()).isEqualTo("deadline-exceeded");
    }

    @Test
    void deadline_asTritonsParameter_isKept() {
        server.fake().runGate().shut();
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer",
                        infer(1, 2, 3).replaceFirst("\\{", "{\"parameters\":{\"timeout\":50000},"));
        assertThat(response.statusCode()).isEqualTo(504);
    }

    @Test
    void deadline_thatIsNoNumber_isRefused() {
        for (String value : List.of("0", "-1", "soon")) {
            HttpResponse<String> response =
                    server.post(
                            "/v1/models/fake:predict",
                            "{\"x\":[1,2,3]}",
                            "Berth-Timeout-Millis",
                            value);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).path("code").asText()).isEqualTo("parameter-invalid");
        }
    }

    @Test
    void hangUp_whileQueued_cancels() throws IOException {
        int warmUps = server.fake().runs().size();
        server.fake().runGate().shut();
        CompletableFuture<HttpResponse<String>> first =
                sendLater("/v2/models/fake/infer", infer(1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        String body = infer(4, 5, 6);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v2/models/fake/infer HTTP/1.1\r\n"
                                            + "Host: localhost\r\n"
                                            + "Content-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            Await.until(() -> queuedRows() == 1);
        }
        Await.until(() -> queuedRows() == 0);
        server.fake().runGate().open();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(server.fake().runs()).hasSize(warmUps + 1);
        assertThat(server.get("/metrics").body()).contains("reason=\"cancelled\"");
    }

    private int queuedRows() {
        return server.server()
                .serving()
                .statistics(dev.berth.core.ModelReference.of("fake", "2"))
                .queuedRows();
    }

    @Test
    void queue_full_theOldestIs429WithRetryAfter() {
        server.fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        waiting.add(sendLater("/v2/models/narrow/infer", infer(1, 2, 3)));
        server.fake().runGate().awaitWaiting(1);
        waiting.add(sendLater("/v2/models/narrow/infer", infer(1, 2, 3)));
        Await.until(() -> queuedRows("narrow") == 1);
        CompletableFuture<HttpResponse<String>> newest =
                sendLater("/v1/models/narrow:predict", "{\"x\":[1,2,3]}");
        HttpResponse<String> refused = waiting.removeLast().join();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after").map(Long::parseLong).orElseThrow())
                .isPositive();
        assertThat(json(refused).path("error").asText()).startsWith("queue-full");
        server.fake().runGate().open();
        waiting.add(newest);
        waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(server.get("/metrics").body())
                .contains("berth_request_failures_total{code=\"queue-full\",model=\"narrow\"");
    }

    /// What does not get its turn is not checked: no caller learns there that it is malformed.
    @Test
    void demand_excessive_mostAreRefusedUnread() {
        List<CompletableFuture<HttpResponse<String>>> waiting = demandTooMuch();
        List<HttpResponse<String>> refused = new ArrayList<>();
        for (String path : List.of("/v2/models/narrow/infer", "/v1/models/narrow:predict")) {
            for (int i = 0; i < 8; i++) {
                HttpResponse<String> answer = server.post(path, "{malformed");
                assertThat(answer.statusCode()).isIn(400, 429);
                if (answer.statusCode() == 429) {
                    refused.add(answer);
                }
            }
        }
        assertThat(refused)
                .hasSizeBetween(8, 15)
                .allMatch(answer -> answer.body().contains("rejected unread"))
                .allMatch(answer -> answer.headers().firstValue("retry-after").isPresent());
        assertThat(metric("berth_request_failures_total{code=\"queue-full\",model=\"narrow\""))
                .isEqualTo(refused.size() + 1);

        server.fake().runGate().open();
        waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(server.post("/v2/models/narrow/infer", "{malformed").statusCode())
                .isEqualTo(400);
    }

    @Test
    void demand_excessive_mostMessagesAreRefusedUnread() {
        List<CompletableFuture<HttpResponse<String>>> waiting = demandTooMuch();
        ModelInferRequest unusable =
                GrpcClient.request("", 1, 2, 3).toBuilder()
                        .setModelName("narrow")
                        .clearInputs()
                        .build();
        int refused = 0;
        try (var client = GrpcClient.of(server)) {
            for (int i = 0; i < 8; i++) {
                Status status =
                        assertThrows(
                                        StatusRuntimeException.class,
                                        () -> client.stub().modelInfer(unusable))
                                .getStatus();
                if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                    assertThat(status.getDescription()).contains("rejected unread");
                    refused++;
                } else {
                    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                }
            }
        }
        assertThat(refused).isBetween(3, 7);
        server.fake().runGate().open();
        waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    /// Bursts of more than the queue holds lose what it does not hold, and nothing after that.
    @Test
    void bursts_moreThanTheQueueHolds_loseThatAloneAndNothingLater() {
        for (int burst = 0; burst < 3; burst++) {
            List<Integer> statuses = burst(300, 300 - QUEUE_ROWS_MAX - EXECUTORS);
            assertThat(statuses)
                    .filteredOn(status -> status == 200)
                    .hasSize(QUEUE_ROWS_MAX + EXECUTORS);
            assertThat(statuses).filteredOn(status -> status == 429).hasSize(43);

            assertThat(burst(60, 0)).containsOnly(200);
        }
    }

    /// Sends so many at once while nothing is executed.
    ///
    /// @param refusals after which the executors continue
    private List<Integer> burst(int requests, int refusals) {
        server.fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < EXECUTORS; i++) {
            answers.add(sendLater("/v1/models/burst:predict", "{\"x\":[1,2,3]}"));
            server.fake().runGate().awaitWaiting(i + 1);
        }
        while (answers.size() < requests) {
            answers.add(sendLater("/v1/models/burst:predict", "{\"x\":[1,2,3]}"));
        }
        Await.until(
                () ->
                        answers.stream().filter(CompletableFuture::isDone).count() == refusals
                                && queuedRows("burst") == requests - refusals - EXECUTORS);
        server.fake().runGate().open();
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }

    private int queuedRows(String model) {
        return server.server().serving().statistics(ModelReference.of(model, "1")).queuedRows();
    }

    /// One is executed, one waits, one was pushed out of the queue of one row.
    ///
    /// @return those that are yet to be answered
    private List<CompletableFuture<HttpResponse<String>>> demandTooMuch() {
        server.fake().runGate().shut();
        var first = sendLater("/v2/models/narrow/infer", infer(1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        var second = sendLater("/v2/models/narrow/infer", infer(1, 2, 3));
        var third = sendLater("/v2/models/narrow/infer", infer(1, 2, 3));
        var answered = (HttpResponse<?>) CompletableFuture.anyOf(second, third).join();
        assertThat(answered.statusCode()).isEqualTo(429);
        return List.of(first, second.isDone() ? third : second);
    }

    private double metric(String beginning) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void drain_finishesWhatIsUnderWayAndRefusesTheRest() {
        server.fake().runGate().shut();
        CompletableFuture<HttpResponse<String>> inFlight =
                sendLater("/v2/models/fake/infer", infer(1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> server.server().drain(Await.TIMEOUT));
        Await.until(() -> server.get("/v2/health/ready").statusCode() == 503);
        assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}");
        JsonNode problem = json(refused);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(problem.path("code").asText()).isEqualTo("draining");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(drained).isNotDone();
        server.fake().runGate().open();
        assertThat(inFlight.join().statusCode()).isEqualTo(200);
        assertThat(drained.join()).isTrue();
    }

    @Test
    void answers_ofManyCallers_areNotMixed() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(sendLater("/v2/models/fake/infer", infer(i, i, i)));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(json(answers.get(i).join()).at("/outputs/0/data/0").asInt())
                    .isEqualTo(2 * i);
        }
    }
}
