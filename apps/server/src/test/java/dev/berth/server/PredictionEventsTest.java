package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionStage;
import dev.berth.events.PredictionTarget;
import dev.berth.testkit.events.CollectingListener;
import dev.berth.testkit.events.CollectingListener.Received;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events of predictions for callers of a server, of each way in.
final class PredictionEventsTest {
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
                  twice: {model: fake, with: {x: input.lengths}}
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
                  choose-by-header: true
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
}
