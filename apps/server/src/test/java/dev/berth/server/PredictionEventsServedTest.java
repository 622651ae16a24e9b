package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionStage;
import dev.berth.events.PredictionTarget;
import dev.berth.testkit.Await;
import dev.berth.testkit.events.CollectingListener;
import dev.berth.testkit.events.CollectingListener.Received;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events of predictions for callers of a server, of each way in.
final class PredictionEventsServedTest {
    private static final List<Float> SENT = List.of(1f, 2f, 3f);
    private static final List<Float> DOUBLED = List.of(2f, 4f, 6f);

    @TempDir private Path directory;

    private final CollectingListener listener = CollectingListener.ofAll();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                folder.resolve("guarded.yaml"),
                """
                summary: Multiples of three numbers, within bounds
                steps:
                  twice: {model: fake, inputs: {x: input.lengths}}
                outputs: {lengths: twice.y}
                guards:
                  negative: {on: input, when: "input.lengths.exists(l, l < 0.0)", reject: lengths are not negative}
                  huge: {on: output, clamp: {lengths: {max: 100}}}
                """);
        Files.writeString(
                folder.resolve("varied.yaml"),
                """
                summary: Multiples
                steps: {it: {model: fake}}
                traffic:
                  route-by-header: true
                  variants:
                    stable: {weight: 1}
                    fresh: {weight: 0}
                """);
        Files.writeString(
                folder.resolve("outer.yaml"),
                """
                summary: Asks an endpoint
                steps: {inner: {endpoint: guarded}}
                outputs: {lengths: inner.lengths}
                """);
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withServing(
                                        options.serving()
                                                .withPredictionListeners(List.of(listener))));
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(listener.isClosed()).isTrue();
    }

    private void ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static Map<String, Object> x() {
        return Map.of("x", SENT);
    }

    private static Map<String, Object> y() {
        return Map.of("y", DOUBLED);
    }

    @Test
    void event_ofAV2Infer_hasAllThatIsKnownOfIt() {
        Instant before = Instant.now().minusMillis(1);
        ok(
                server.post(
                        "/v2/models/fake/infer",
                        TestServer.infer(1, 2, 3),
                        "berth-request-id",
                        "mine"));

        Received received = listener.await(1).getFirst();
        PredictionEvent event = received.event();
        assertThat(event.id().version()).isEqualTo(7);
        assertThat(event.time()).isBetween(before, Instant.now());
        assertThat(event.id().getMostSignificantBits() >>> 16)
                .isCloseTo(event.time().toEpochMilli(), org.assertj.core.data.Offset.offset(1000L));
        assertThat(event.requestId()).isEqualTo("mine");
        assertThat(event.consumer()).isEmpty();
        assertThat(event.target().kind()).isEqualTo(PredictionTarget.Kind.MODEL);
        assertThat(event.target().reference()).isEqualTo(ModelReference.of("fake", "2"));
        assertThat(event.target().variant()).isEmpty();
        assertThat(event.records()).isEqualTo(1);
        assertThat(event.problem()).isEmpty();
        assertThat(event.annotations()).isEmpty();
        assertThat(event.features()).isEmpty();
        assertThat(event.duration()).isPositive();
        assertThat(event.stages())
                .extracting(PredictionStage::name)
                .containsExactly("queue", "encode", "execute", "decode");
        assertThat(event.stages().get(2).duration())
                .isBetween(Duration.ofNanos(1), event.duration());
        assertThat(received.inputs()).containsExactly(x());
        assertThat(received.outputs()).containsExactly(y());
    }

    @Test
    void event_ofTypedAndV1Requests_hasTheirRecords() {
        ok(server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}"));
        ok(
                server.post(
                        "/v1/models/fake:predict",
                        "{\"instances\":[{\"x\":[1,2,3]},{\"x\":[0,0,1]}]}"));

        List<Received> received = listener.await(2);
        assertThat(received.getFirst().inputs()).containsExactly(x());
        assertThat(received.getFirst().outputs()).containsExactly(y());
        assertThat(received.get(1).event().records()).isEqualTo(2);
        assertThat(received.get(1).inputs()).containsExactly(x(), Map.of("x", List.of(0f, 0f, 1f)));
        assertThat(received.get(1).outputs())
                .containsExactly(y(), Map.of("y", List.of(0f, 0f, 2f)));
    }

    @Test
    void event_ofGrpc_hasWhatWasSentAndAnswered() {
        try (GrpcClient client = GrpcClient.of(server)) {
            var _ = client.stub().modelInfer(GrpcClient.request("g-1", 1, 2, 3));
        }
        Received received = listener.await(1).getFirst();
        assertThat(received.event().requestId()).isEqualTo("g-1");
        assertThat(received.inputs()).containsExactly(x());
        assertThat(received.outputs()).containsExactly(y());
    }

    @Test
    void endpoint_hasAnEventForEachRecord_andNoneForTheModelsItCalls() {
        ok(
                server.post(
                        "/v1/endpoints/guarded:predict",
                        "{\"records\":[{\"lengths\":[1,2,3]},{\"lengths\":[1,2,60]}]}",
                        "berth-request-id",
                        "two"));
        ok(
                server.post(
                        "/v2/models/guarded/infer",
                        TestServer.infer(1, 2, 3).replace("\"x\"", "\"lengths\"")));
        ok(server.post("/v1/endpoints/outer:predict", "{\"lengths\":[1,2,3]}"));

        List<Received> received = listener.await(4);
        assertThat(received).hasSize(4);
        assertThat(received)
                .allSatisfy(
                        each -> {
                            assertThat(each.event().target().kind())
                                    .isEqualTo(PredictionTarget.Kind.ENDPOINT);
                            assertThat(each.event().records()).isEqualTo(1);
                            assertThat(each.event().stages())
                                    .extracting(PredictionStage::name)
                                    .containsExactly("queue", "execute");
                        });
        assertThat(received.subList(0, 2))
                .extracting(Received::inputs)
                .containsExactlyInAnyOrder(
                        List.of(Map.of("lengths", SENT)),
                        List.of(Map.of("lengths", List.of(1f, 2f, 60f))));
        Received clamped =
                received.stream()
                        .filter(each -> !each.event().annotations().isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertThat(clamped.event().annotations()).containsExactly("guard:huge");
        assertThat(clamped.event().requestId()).isEqualTo("two");
        assertThat(clamped.outputs()).containsExactly(Map.of("lengths", List.of(2f, 4f, 100f)));
        assertThat(received.getLast().event().target().reference().name().value())
                .isEqualTo("outer");
        assertThat(received).extracting(each -> each.event().id()).doesNotHaveDuplicates();
    }

    @Test
    void endpoint_thatAGuardRejects_hasTheGuardAndTheProblem() {
        assertThat(
                        server.post("/v1/endpoints/guarded:predict", "{\"lengths\":[-1,2,3]}")
                                .statusCode())
                .isEqualTo(422);
        Received received = listener.await(1).getFirst();
        assertThat(received.event().problem().orElseThrow().code())
                .isEqualTo(ProblemCode.GUARD_REJECTED);
        assertThat(received.event().annotations()).containsExactly("guard:negative");
        assertThat(received.inputs()).containsExactly(Map.of("lengths", List.of(-1f, 2f, 3f)));
        assertThat(received.outputs()).isEmpty();
    }

    @Test
    void endpoint_withVariants_hasTheOneThatWasMet() {
        ok(
                server.post(
                        "/v1/endpoints/varied:predict",
                        "{\"x\":[1,2,3]}",
                        "berth-variant",
                        "fresh"));
        PredictionEvent event = listener.await(1).getFirst().event();
        assertThat(event.target().variant()).contains("fresh");
        assertThat(event.annotations()).containsExactly("variant:fresh");
        assertThat(event.target().reference())
                .extracting(reference -> reference.name().value())
                .isEqualTo("varied");
    }

    @Test
    void records_ofAPartialRequest_haveEventsOfTheirOwn() {
        ok(
                server.post(
                        "/v1/models/fake:predict?partial=true",
                        "{\"records\":[{\"x\":[1,2,3]},{\"x\":[666,2,3]},{\"z\":1}]}"));
        List<Received> received = listener.await(2);
        assertThat(received).hasSize(2);
        assertThat(received)
                .filteredOn(each -> each.event().problem().isEmpty())
                .singleElement()
                .extracting(Received::outputs)
                .isEqualTo(List.of(y()));
        assertThat(received)
                .filteredOn(each -> each.event().problem().isPresent())
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.event().problem().get().code())
                                    .isEqualTo(ProblemCode.INFERENCE_FAILED);
                            assertThat(each.inputs())
                                    .containsExactly(Map.of("x", List.of(666f, 2f, 3f)));
                        });
    }

    @Test
    void request_ofManyParts_hasAnEventForEachRecord() {
        int count = 500;
        String records =
                IntStream.range(0, count)
                        .mapToObj(i -> "{\"lengths\":[" + i % 7 + ",0,1]}")
                        .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        ok(server.post("/v1/endpoints/guarded:predict", records, "berth-request-id", "many"));
        assertThat(listener.await(count))
                .hasSize(count)
                .allMatch(each -> each.event().requestId().equals("many"))
                .allMatch(each -> each.event().problem().isEmpty());
    }

    @Test
    void request_thatExpires_hasItsProblemAndItsInputs() {
        server.fake().runGate().shut();
        HttpResponse<String> late =
                server.post(
                        "/v2/models/fake/infer",
                        TestServer.infer(1, 2, 3),
                        "Berth-Timeout-Millis",
                        "100");
        assertThat(late.statusCode()).isEqualTo(504);
        Received received = listener.await(1).getFirst();
        assertThat(received.event().problem().orElseThrow().code())
                .isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(received.inputs()).containsExactly(x());
        assertThat(received.event().duration()).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void request_whoseCallerHangsUp_isCancelled() throws IOException {
        server.fake().runGate().shut();
        String body = TestServer.infer(1, 2, 3);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            String request =
                    "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            server.fake().runGate().awaitWaiting(1);
        }
        assertThat(listener.await(1).getFirst().event().problem().orElseThrow().code())
                .isEqualTo(ProblemCode.CANCELLED);
    }

    @Test
    void request_thatIsRejected_hasItsProblem() {
        String limits = "limits: {max-queue-rows: 1, timeout: 30s}";
        new SystemBuilder(directory).with("narrow", TestServer.fakePackage(2).with(limits));
        server.server().serving().refresh().join();
        server.fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(
                    server.sendLater(
                            server.posting("/v2/models/narrow/infer", TestServer.infer(1, 2, 3))));
        }
        List<Received> rejected = listener.await(1);
        assertThat(rejected.getFirst().event().problem().orElseThrow().code())
                .isEqualTo(ProblemCode.QUEUE_FULL);
        server.fake().runGate().open();
        sent.forEach(CompletableFuture::join);
        assertThat(listener.await(20)).hasSize(20);
    }

    @Test
    void request_thatIsNoneOfAModel_hasNoEvent() {
        assertThat(server.post("/v1/models/fake:predict", "{\"x\":").statusCode()).isEqualTo(400);
        assertThat(server.post("/v1/models/none:predict", "{}").statusCode()).isEqualTo(404);
        ok(server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}"));
        assertThat(listener.await(1)).hasSize(1);
    }

    @Test
    void metrics_tellWhatAListenerTookAndLost() {
        ok(server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}"));
        listener.await(1);
        Await.until(
                () ->
                        server.get("/metrics")
                                .body()
                                .contains(
                                        "berth_prediction_events_total{listener=\"collecting\"}"
                                                + " 1.0"));
        assertThat(server.get("/metrics").body())
                .contains("berth_prediction_events_lost_total{listener=\"collecting\"} 0.0");
    }
}
