package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.server.telemetry.TraceOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.RealTime;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces as a receiver gets them. Each is complete: its stages add up to the request's time.
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + CALLERS_SPAN + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-" + CALLERS_SPAN + "-00";

    @TempDir Path directory;
    private final SpanReceiver receiver = new SpanReceiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    private TestServer start(double ratio) {
        return TestServer.start(
                directory,
                options ->
                        options.withTraces(TraceOptions.to(receiver.address()).withRatio(ratio)));
    }

    private ReceivedTrace trace(String requestId) {
        return ReceivedTrace.of(receiver.all(), requestId);
    }

    @Test
    void requests_inEveryForm_areTracedWhole() throws Exception {
        try (TestServer server = start(1);
                GrpcClient client = GrpcClient.of(server)) {
            // The first request of each kind loads classes.
            server.post("/v2/models/fake/infer", infer(1, 2, 3));
            client.stub().modelInfer(GrpcClient.request("unary-first", 1, 2, 3));
            server.send(
                    server.request("/v2/models/fake/versions/1/infer")
                            .header("berth-request-id", "binary")
                            .header("inference-header-content-length", "" + JSON_OF_BINARY.length())
                            .POST(BodyPublishers.ofByteArray(binary(1, 2, 3))));
            server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}", "berth-request-id", "typed");
            stream(client, "stream-1", "stream-2");
            server.post("/v2/models/fake/infer", infer(1, 2, 3), "berth-request-id", "json");
            client.stub().modelInfer(GrpcClient.request("unary", 1, 2, 3));
        }
        assertRest(trace("json"), "POST /v2/models/{model}/infer", "2");
        assertRest(trace("binary"), "POST /v2/models/{model}/versions/{version}/infer", "1");
        assertRest(trace("typed"), "POST /v1/models/{model}:predict", "2");
        assertRpc(trace("unary"), "ModelInfer");
        assertRpc(trace("stream-1"), "ModelStreamInfer");
        assertRpc(trace("stream-2"), "ModelStreamInfer");
    }

    private static final String JSON_OF_BINARY =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":12}}]}";

    private static byte[] binary(float... numbers) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(JSON_OF_BINARY.getBytes(StandardCharsets.UTF_8));
        ByteBuffer raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            raw.putFloat(number);
        }
        body.writeBytes(raw.array());
        return body.toByteArray();
    }

    private static void stream(GrpcClient client, String... ids) throws InterruptedException {
        var answers = new Received<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> requests =
                GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
        for (String id : ids) {
            requests.onNext(GrpcClient.request(id, 1, 2, 3));
        }
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo("completed");
    }

    private static void assertRest(ReceivedTrace trace, String name, String version) {
        assertThat(trace.request().name()).isEqualTo(name);
        assertThat(trace.stageNames()).contains("read", "queue", "execute", "write");
        assertThat(trace.request().attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", name.substring(5))
                .containsEntry("http.response.status_code", "200")
                .containsEntry("berth.model", "fake")
                .containsEntry("berth.model.version", version)
                .containsEntry("berth.rows", "1")
                .doesNotContainKey("error.type");
        assertThat(trace.request().status()).isZero();
        assertThat(trace.stage("execute").attributes())
                .containsEntry("berth.batch.rows", "1")
                .containsEntry("berth.batch.requests", "1");
    }

    private static void assertRpc(ReceivedTrace trace, String method) {
        assertThat(trace.request().name()).isEqualTo("inference.GRPCInferenceService/" + method);
        assertThat(trace.stageNames()).contains("read", "queue", "execute", "write");
        assertThat(trace.request().attributes())
                .containsEntry("rpc.system", "grpc")
                .containsEntry("rpc.service", "inference.GRPCInferenceService")
                .containsEntry("rpc.method", method)
                .containsEntry("rpc.grpc.status_code", "0")
                .containsEntry("berth.model", "fake");
        assertThat(trace.request().status()).isZero();
    }

    private static final Duration HELD = Duration.ofMillis(20);

    @Test
    void stages_ofAHeldRequest_showWhereItWaited() {
        try (TestServer server = start(1)) {
            server.post("/v2/models/fake/infer", infer(1, 2, 3));
            server.fake().runGate().shut();
            var held = send(server, "fake", "held");
            server.fake().runGate().awaitWaiting(1);
            // The executor holds one; these wait, and are taken together.
            var queued =
                    List.of(send(server, "fake", "queued-1"), send(server, "fake", "queued-2"));
            Await.until(() -> server.queuedRows() == 2);
            RealTime.pass(HELD);
            server.fake().runGate().open();
            held.join();
            queued.forEach(CompletableFuture::join);
        }
        assertThat(trace("held").stage("execute").nanos()).isGreaterThan(HELD.toNanos());
        for (String id : List.of("queued-1", "queued-2")) {
            assertThat(trace(id).stage("queue").nanos()).isGreaterThan(HELD.toNanos());
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(
            TestServer server, String model, String id) {
        return server.sendLater(
                server.posting(
                        "/v2/models/" + model + "/infer", infer(1, 2, 3), "berth-request-id", id));
    }

    @Test
    void requests_ofOneBatch_areLinked() {
        String batch = "batch: {max-queue-delay: 20s, max-size: 2}";
        new SystemBuilder(directory)
                .with("pairs", TestServer.fakePackage(2).with(batch, "warm-up: 0"));
        try (TestServer server = start(1)) {
            var one = send(server, "pairs", "one");
            var other = send(server, "pairs", "other");
            one.join();
            other.join();
        }
        var one = trace("one").stage("execute");
        var other = trace("other").stage("execute");
        assertThat(List.of(one, other))
                .allSatisfy(
                        span ->
                                assertThat(span.attributes())
                                        .containsEntry("berth.batch.rows", "2")
                                        .containsEntry("berth.batch.requests", "2"));
        // Whichever was answered first is what the other is linked to.
        assertThat(one.links().size() + other.links().size()).isEqualTo(1);
        assertThat(one.links()).isIn(List.of(), List.of(other.spanId()));
        assertThat(other.links()).isIn(List.of(), List.of(one.spanId()));
    }

    @Test
    void requests_executedOnTheEventLoop_areTracedWhole() {
        try (TestServer server = start(1)) {
            for (int i = 0; i < 20; i++) {
                server.post("/v2/models/tiny/infer", TINY, "berth-request-id", "tiny-" + i);
            }
        }
        for (int i = 0; i < 20; i++) {
            assertThat(trace("tiny-" + i).stageNames()).endsWith("execute", "write");
        }
    }

    private static final String TINY =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}]}";

    @Test
    void requests_thatFail_endInTheStageInWhichTheyFailed() {
        try (TestServer server = start(1)) {
            server.post("/v2/models/nobody/infer", infer(1, 2, 3), "berth-request-id", "unknown");
            server.post("/v2/models/fake/infer", "{", "berth-request-id", "malformed");
            server.post("/v2/models/fake/infer", infer(666, 0, 0), "berth-request-id", "failing");
            server.fake().runGate().shut();
            server.post(
                    "/v2/models/fake/infer",
                    infer(1, 2, 3),
                    "berth-request-id",
                    "late",
                    "berth-timeout-millis",
                    "300");
            server.fake().runGate().open();
        }
        assertFailed(trace("unknown"), "model-not-found", "404", 0, "read", "write");
        assertFailed(trace("malformed"), "request-malformed", "400", 0, "read", "write");
        assertFailed(
                trace("failing"),
                "inference-failed",
                "500",
                2,
                "read",
                "queue",
                "execute",
                "write");
        assertFailed(trace("late"), "deadline-exceeded", "504", 2, "read", "queue");
        // Not before its deadline, nor before it was executed.
        assertThat(trace("late").request().nanos()).isGreaterThan(299_000_000);
        assertThat(trace("late").stageNames()).contains("execute");
    }

    private static void assertFailed(
            ReceivedTrace trace, String code, String http, int status, String... stages) {
        assertThat(trace.attribute("error.type")).isEqualTo(code);
        assertThat(trace.attribute("http.response.status_code")).isEqualTo(http);
        assertThat(trace.request().status()).isEqualTo(status);
        assertThat(trace.stageNames()).contains(stages);
    }

    @Test
    void context_ofTheCaller_isContinuedAndAnswered() {
        var answered = new AtomicReference<Metadata>();
        HttpResponse<String> rest;
        try (TestServer server = start(0);
                GrpcClient client = GrpcClient.of(server)) {
            rest =
                    server.post(
                            "/v2/models/fake/infer",
                            infer(1, 2, 3),
                            "traceparent",
                            SAMPLED,
                            "tracestate",
                            "rojo=1",
                            "berth-request-id",
                            "rest");
            var headers = new Metadata();
            headers.put(key("traceparent"), SAMPLED);
            GRPCInferenceServiceGrpc.newBlockingStub(
                            ClientInterceptors.intercept(
                                    client.channel(),
                                    MetadataUtils.newAttachHeadersInterceptor(headers),
                                    MetadataUtils.newCaptureMetadataInterceptor(
                                            answered, new AtomicReference<>())))
                    .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .modelInfer(GrpcClient.request("rpc", 1, 2, 3));
        }
        for (String id : List.of("rest", "rpc")) {
            assertThat(trace(id).request().traceId()).isEqualTo(TRACE);
            assertThat(trace(id).request().parentId()).isEqualTo(CALLERS_SPAN);
        }
        assertThat(trace("rest").request().traceState()).isEqualTo("rojo=1");
        assertThat(rest.headers().firstValue("traceresponse"))
                .contains("00-" + TRACE + "-" + trace("rest").request().spanId() + "-01");
        assertThat(answered.get().get(key("traceresponse")))
                .isEqualTo("00-" + TRACE + "-" + trace("rpc").request().spanId() + "-01");
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    @Test
    void sampling_followsTheCallerAndElseTheRatio() {
        try (TestServer server = start(0)) {
            var response = server.post("/v2/models/fake/infer", infer(1, 2, 3));
            assertThat(response.headers().firstValue("traceresponse")).isEmpty();
        }
        assertThat(receiver.all()).isEmpty();
        try (TestServer server = start(1)) {
            server.post("/v2/models/fake/infer", infer(1, 2, 3), "traceparent", NOT_SAMPLED);
        }
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void spans_whatBecomesOfThem_isCounted() {
        try (TestServer server = start(1)) {
            server.post("/v2/models/fake/infer", infer(1, 2, 3));
            Await.until(() -> count(server, "exported") >= 4);
            assertThat(count(server, "failed")).isZero();
            // A status that OpenTelemetry does not try again.
            receiver.answerWith(400);
            server.post("/v2/models/fake/infer", infer(1, 2, 3));
            Await.until(() -> count(server, "failed") >= 4);
            assertThat(count(server, "dropped")).isZero();
            assertThat(server.get("/metrics").body()).contains("berth_trace_spans_queued ");
        }
    }

    private static double count(TestServer server, String result) {
        String name = "berth_trace_spans_total{result=\"" + result + "\"} ";
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
