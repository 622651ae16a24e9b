package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.ModelReference;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.serving.request.ScatterGather;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of very many records: what fits the limits is answered however small the queues are,
/// what does not is refused before it costs anything, and others are served meanwhile.
class ManyRecordsTest {
    private static final String PREDICT = "/v1/endpoints/twice:predict";
    private static final ModelReference MODEL = ModelReference.of("fake", "2");
    private static final int ROWS_MAX = 256;

    /// Two batches of its one executor.
    private static final int FLOW_ROWS_MAX = 16;

    private static final int BATCHES_FEW = 8;

    @TempDir private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        String single = "inputs: x float32 [3]\noutputs: y float32 [3]\nmultiply: 2\n";
        new SystemBuilder(directory)
                .with("narrow", TestServer.fakePackage(2).with("limits: {max-queue-rows: 1}"))
                .with(
                        "single",
                        PackageBuilder.fake(single)
                                .input("x", "float32", "[3]")
                                .output("y", "float32", "[3]"));
        endpoint("twice", "steps: {a: {model: fake}}\noutputs: {y: a.y}\n");
        endpoint(
                "few",
                "steps: {a: {model: fake}}\noutputs: {y: a.y}\nlimits: {records-per-request: 3}\n");
        endpoint("thin", "steps: {a: {model: narrow}}\noutputs: {y: a.y}\n");
        endpoint("nested", "steps: {a: {endpoint: thin}}\noutputs: {y: a.y}\n");
        endpoint(
                "guarded",
                """
                steps: {a: {model: fake}}
                outputs: {y: a.y}
                limits: {max-concurrent-records: 2, max-queued-records: 2}
                """);
        endpoint(
                "computed",
                """
                inputs: [{name: x, type: float32, meaning: a number}]
                steps: {a: {compute: {y: input.x * 2.0}}}
                outputs: {y: a.y}
                """);
        endpoint(
                "list",
                """
                inputs: [{name: lists, type: float32, shape: [n, 3], meaning: triples}]
                steps: {a: {model: single, for-each: triple in input.lists, inputs: {x: triple}}}
                outputs: {y: a.y}
                """);
        endpoint(
                "batches",
                """
                inputs: [{name: lists, type: float32, shape: [n, 3], meaning: triples}]
                steps: {a: {model: fake, for-each: triple in input.lists, inputs: {x: triple}}}
                outputs: {y: a.y}
                """);
        endpoint(
                "open",
                """
                inputs: [{name: x, type: float32, shape: [n], meaning: numbers}]
                steps: {a: {compute: {size: size(input.x)}}}
                outputs: {size: a.size}
                """);
        server = TestServer.start(directory, options -> options.withEventLoops(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() {
        server.fake().runGate().open();
        server.assertNothingLeaked();
    }

    private static void endpoint(String name, String content) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(folder.resolve(name + ".yaml"), "summary: An endpoint\n" + content);
    }

    private static String records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"x\":[" + i % 600 + ",1,2]}")
                .collect(Collectors.joining(",", "{\"records\":[", "]}"));
    }

    private static void assertAllAnswered(HttpResponse<String> response, int count) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode records = json(response).path("records");
        assertThat(records).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(records.path(i).path("y").path(0).asInt()).isEqualTo(i % 600 * 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 3_000, 10_000})
    void typed_manyRecordsOnAnIdleServer_areAnswered(int count) {
        assertAllAnswered(server.post(PREDICT, records(count)), count);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 10_000})
    void typed_inPart_manyRecords_areAnswered(int count) {
        HttpResponse<String> response = server.post(PREDICT + "?partial=true", records(count));
        assertAllAnswered(response, count);
        assertThat(json(response).path("problems")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/endpoints/thin:predict",
                "/v1/endpoints/thin:predict?partial=true",
                "/v1/endpoints/nested:predict",
                "/v1/endpoints/guarded:predict",
                "/v1/endpoints/guarded:predict?partial=true"
            })
    void typed_moreRecordsThanQueueOrBulkheadHold_areAnswered(String path) {
        for (int count : List.of(2, 40, 300)) {
            assertAllAnswered(server.post(path, records(count)), count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 3_000, 10_000})
    void oip_manyRows_areAnswered(int count) {
        for (String endpoint : List.of("twice", "thin", "nested", "guarded")) {
            HttpResponse<String> response =
                    server.post("/v2/models/" + endpoint + "/infer", rows(count));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode data = json(response).path("outputs").path(0).path("data");
            assertThat(data).hasSize(3 * count);
            for (int i = 0; i < count; i++) {
                assertThat(data.path(3 * i).asInt()).isEqualTo(i % 600 * 2);
            }
        }
    }

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 600 + ",1,2")
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":["
                                        + count
                                        + ",3],\"data\":[",
                                "]}]}"));
    }

    private static ModelInferRequest message(String name, int count) {
        var numbers = new float[3 * count];
        for (int i = 0; i < count; i++) {
            numbers[3 * i] = i % 600;
        }
        return GrpcClient.request("1", numbers).toBuilder().setModelName(name).build();
    }

    @Test
    void grpc_manyRows_areAnswered() {
        try (var client = GrpcClient.of(server)) {
            for (int count : List.of(300, 10_000)) {
                ModelInferResponse answer =
                        client.stub()
                                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                .modelInfer(message("twice", count));
                var floats =
                        answer.getRawOutputContents(0)
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .asFloatBuffer();
                assertThat(floats.remaining()).isEqualTo(3 * count);
                assertThat(floats.get(3 * (count - 1))).isEqualTo(2f * ((count - 1) % 600));
            }
        }
    }

    @Test
    void list_ofManyElements_isWorkedOffInPieces() {
        String triples =
                IntStream.range(0, 3_000)
                        .mapToObj(i -> "[" + i % 600 + ",1,2]")
                        .collect(Collectors.joining(",", "{\"lists\":[", "]}"));
        for (String endpoint : List.of("list", "batches")) {
            HttpResponse<String> response =
                    server.post("/v1/endpoints/" + endpoint + ":predict", triples);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode y = json(response).path("y");
            assertThat(y).hasSize(3_000);
            assertThat(y.path(2_999).path(0).asInt()).isEqualTo(2_999 % 600 * 2);
        }
    }

    @Test
    void list_ofTooManyElements_isRefusedWithTheLimit() {
        String triples = "[0,1,2],".repeat(10_000) + "[0,1,2]";
        assertTooMany(
                server.post("/v1/endpoints/list:predict", "{\"lists\":[" + triples + "]}"),
                "10001",
                "10000");
    }

    private static void assertTooMany(HttpResponse<String> response, String found, String limit) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).path("code").asText()).isEqualTo("batch-too-large");
        assertThat(json(response).path("detail").asText()).contains(found, limit);
        assertThat(response.headers().firstValue("retry-after")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/endpoints/few:predict",
                "/v1/endpoints/few:predict?partial=true",
            })
    void typed_moreRecordsThanTheLimit_areRefusedWithIt(String path) {
        assertThat(server.post(path, records(3)).statusCode()).isEqualTo(200);
        assertTooMany(server.post(path, records(4)), "more than 3", "3");
        assertTooMany(
                server.post(
                        "/v1/endpoints/few:predict", records(4).replace("records", "instances")),
                "more than 3",
                "3");
        assertTooMany(
                server.post(
                        "/v1/endpoints/few:predict",
                        "{\"inputs\":{\"x\":[[1,2,3],[1,2,3],[1,2,3],[1,2,3]]}}"),
                "more than 3",
                "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?partial=true"})
    void typed_moreRecordsThanTheQueueOfAModel_areRefusedWithItsLimit(String query) {
        for (String model : List.of("fake", "single")) {
            String path = "/v1/models/" + model + ":predict" + query;
            assertAllAnswered(server.post(path, records(ROWS_MAX)), ROWS_MAX);
            assertTooMany(server.post(path, records(ROWS_MAX + 1)), "more than 256", "256");
        }
    }

    @Test
    void oip_moreRowsThanTheLimit_areRefusedWithIt() {
        HttpResponse<String> response = server.post("/v2/models/few/infer", rows(4));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("batch-too-large", "request of 4 records exceeds 3");
        try (var client = GrpcClient.of(server)) {
            try {
                var _ = client.stub().modelInfer(message("few", 4));
                throw new AssertionError("answered");
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(e.getStatus().getDescription())
                        .contains("request of 4 records exceeds 3");
            }
        }
    }

    /// Rows without elements take no bytes of a body.
    @Test
    void oip_twoBillionEmptyRows_areRefused() {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/open/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2000000000,0],"
                                + "\"data\":[]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("batch-too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/endpoints/twice:predict",
                "/v1/endpoints/twice:predict?partial=true",
                "/v1/models/fake:predict",
                "/v1/models/fake:predict?partial=true"
            })
    void typed_fourMillionEmptyRecords_areRefused_andOthersAreAnsweredMeanwhile(String path) {
        String body = "{\"records\":[" + "{},".repeat(3_999_999) + "{}]}";
        long before = ServerThreads.allocatedBytes();
        CompletableFuture<HttpResponse<String>> many = server.sendLater(server.posting(path, body));
        do {
            assertThat(server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}").statusCode())
                    .isEqualTo(200);
        } while (!many.isDone());
        HttpResponse<String> response = many.join();
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body().length()).isLessThan(100_000);
        // Some three times the body; each of the records would take as much again.
        assertThat(ServerThreads.allocatedBytes() - before).isLessThan(8L * body.length());
    }

    @Test
    void typed_inPart_faultsOfAllRecords_areToldUpToABound() {
        HttpResponse<String> response =
                server.post(
                        PREDICT + "?partial=true",
                        "{\"records\":["
                                + "{\"x\":[true,true,true],\"y\":1},".repeat(9_999)
                                + "{\"x\":[1,2,3]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode problems = json(response).path("problems");
        assertThat(problems).hasSize(9_999);
        int faults = 0;
        for (JsonNode problem : problems) {
            assertThat(problem.path("problem").path("code").asText()).isEqualTo("record-invalid");
            faults += problem.path("problem").path("errors").size();
        }
        assertThat(faults).isEqualTo(100);
        assertThat(json(response).path("records").path(9_999).path("y").path(0).asInt())
                .isEqualTo(2);
    }

    /// What one request has waiting leaves room for others, and they wait behind little.
    @Test
    void manyRecords_whileTheyWait_leaveTheQueueToOthers() {
        int warmUps = server.fake().runs().size();
        server.fake().runGate().shut();
        CompletableFuture<HttpResponse<String>> many =
                server.sendLater(server.posting(PREDICT, records(10_000)));
        CompletableFuture<HttpResponse<String>> more =
                server.sendLater(server.posting(PREDICT + "?partial=true", records(10_000)));
        server.fake().runGate().awaitWaiting(1);
        Await.until(() -> queuedRows() >= FLOW_ROWS_MAX);
        List<CompletableFuture<HttpResponse<String>>> single = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            single.add(
                    server.sendLater(server.posting("/v1/models/fake:predict", "{\"x\":[1,2,3]}")));
        }
        Await.until(() -> queuedRows() >= FLOW_ROWS_MAX + 20);
        assertThat(queuedRows()).isLessThanOrEqualTo(2 * FLOW_ROWS_MAX + 20);
        server.fake().runGate().open();
        single.forEach(each -> assertThat(each.join().statusCode()).isEqualTo(200));
        assertAllAnswered(many.join(), 10_000);
        assertAllAnswered(more.join(), 10_000);
        int rows = server.fake().batchSizes().stream().skip(warmUps).mapToInt(size -> size).sum();
        assertThat(rows).isEqualTo(20_020);
    }

    private int queuedRows() {
        return server.server().serving().statistics(MODEL).queuedRows();
    }

    /// A caller that arrives beside a request of many records waits for a few batches of it.
    @Test
    void manyRecords_besideOneRecord_holdItUpForAFewBatches() {
        server.fake().runGate().shut();
        CompletableFuture<HttpResponse<String>> many =
                server.sendLater(server.posting(PREDICT, records(10_000)));
        server.fake().runGate().awaitWaiting(1);
        Await.until(() -> queuedRows() >= FLOW_ROWS_MAX);
        CompletableFuture<HttpResponse<String>> single =
                server.sendLater(server.posting(PREDICT, "{\"x\":[1,2,3]}"));
        Await.until(() -> queuedRows() > FLOW_ROWS_MAX);
        // What waits before it, and its own; the others are hundreds.
        server.fake().runGate().admit(BATCHES_FEW);
        assertThat(single.join().statusCode()).isEqualTo(200);
        assertThat(many).isNotDone();
        server.fake().runGate().open();
        assertAllAnswered(many.join(), 10_000);
    }

    @Test
    void manyRecords_whoseCallerHangsUp_areNotBegun() throws IOException {
        server.fake().runGate().shut();
        String body = records(10_000);
        int before = server.fake().runs().size();
        try (var socket =
                new java.net.Socket(
                        java.net.InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write(
                            ("POST "
                                            + PREDICT
                                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            server.fake().runGate().awaitWaiting(1);
            // An empty queue below then says that they were dropped, not that none had come yet.
            Await.until(() -> queuedRows() >= FLOW_ROWS_MAX);
        }
        Await.until(() -> queuedRows() == 0);
        server.fake().runGate().open();
        assertThat(server.post(PREDICT, "{\"x\":[1,2,3]}").statusCode()).isEqualTo(200);
        assertThat(server.fake().runs().size()).isLessThan(before + ScatterGather.WINDOW);
    }

    /// Others fill the queue: the request is refused at once, as one record would be.
    @Test
    void manyRecords_whereOthersFillTheQueue_areRefusedAtOnce() {
        server.fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            others.add(
                    server.sendLater(
                            server.posting("/v2/models/narrow/infer", TestServer.infer(1, 2, 3))));
            if (i == 0) {
                server.fake().runGate().awaitWaiting(1);
            }
        }
        var narrow = ModelReference.of("narrow", "1");
        Await.until(() -> server.server().serving().statistics(narrow).queuedRows() == 1);
        CompletableFuture<HttpResponse<String>> many =
                server.sendLater(server.posting("/v1/endpoints/thin:predict", records(300)));
        // The newest go first, so that it is the oldest which is refused.
        HttpResponse<String> refused = others.getLast().join();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        others.set(
                1,
                server.sendLater(
                        server.posting("/v2/models/narrow/infer", TestServer.infer(1, 2, 3))));
        assertThat(many.join().statusCode()).isEqualTo(429);
        assertThat(many.join().headers().firstValue("retry-after")).isPresent();
        server.fake().runGate().open();
        others.removeFirst();
        assertAllAnswered(server.post("/v1/endpoints/thin:predict", records(300)), 300);
    }

    @Test
    void computed_manyRecords_doNotHoldUpTheEventLoop() {
        String body =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "{\"x\":" + i + "}")
                        .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        HttpResponse<String> response = server.post("/v1/endpoints/computed:predict", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("records").path(9_999).path("y").asInt()).isEqualTo(19_998);
    }
}
