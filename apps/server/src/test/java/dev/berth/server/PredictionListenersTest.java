package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.events.Interest;
import dev.berth.events.ListenerStatistics;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionListener;
import dev.berth.testkit.Await;
import dev.berth.testkit.events.CollectingListener;
import dev.berth.testkit.events.CollectingListener.Received;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Slow listeners, and callers that do not notice.
final class PredictionListenersTest {
    private static final String RECORD = "{\"x\":[1,2,3]}";

    @TempDir private Path directory;

    private TestServer start(String berthYaml, PredictionListener... listeners) throws IOException {
        new SystemBuilder(directory)
                .endpoint(
                        "guarded",
                        """
                steps: {twice: {model: fake}}
                outputs: {y: twice.y}
                guards:
                  negative: {on: input, when: "input.x.exists(l, l < 0.0)", reject: not negative}
                """);
        return TestServer.start(
                directory,
                berthYaml,
                options ->
                        options.withServing(
                                options.serving().withPredictionListeners(List.of(listeners))));
    }

    /// Takes nothing until it is released.
    private static final class Blocked implements PredictionListener {
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public String name() {
            return "blocked";
        }

        @Override
        public Interest interest() {
            return Interest.everything().withPayload().withRoom(50, 1 << 20);
        }

        @Override
        public void onPrediction(PredictionEvent event) throws Exception {
            released.await();
        }
    }

    @Test
    void listener_thatBlocks_keepsNobodyWaiting_andHoldsAsMuchAsItMay() throws Exception {
        var blocked = new Blocked();
        var other = CollectingListener.ofAll();
        try (TestServer server = start("name: test\n", blocked, other)) {
            int calls = 500;
            for (int i = 0; i < calls; i++) {
                assertThat(server.post("/v1/models/fake:predict", RECORD).statusCode())
                        .isEqualTo(200);
            }
            assertThat(other.await(calls)).hasSize(calls);
            // Inputs and outputs of those that wait, and of the one that the listener has.
            Await.until(() -> server.server().serving().pool().blocksInUse() <= 2 * 51);
            assertThat(server.get("/metrics").body())
                    .contains("berth_prediction_events_total{listener=\"blocked\"} 0.0")
                    .containsPattern(
                            "berth_prediction_events_lost_total\\{listener=\"blocked\"\\} 4(49|50)");
            blocked.released.countDown();
        }
    }

    @Test
    void consumer_ofACall_isToldByItsName() throws Exception {
        var listener = CollectingListener.ofAll();
        try (TestServer server = start(Consumers.KEYS.yaml(), listener)) {
            String key = Consumers.KEYS.shop.reveal();
            assertThat(
                            server.post("/v1/models/fake:predict", RECORD, "x-api-key", key)
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(
                            server.post(
                                            "/v1/endpoints/guarded:predict",
                                            RECORD,
                                            "x-api-key",
                                            Consumers.KEYS.operator.reveal())
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(listener.await(2))
                    .extracting(each -> each.event().consumer())
                    .containsExactly("shop", "operator");
        }
    }

    @Test
    void tenThousandMixedCalls_haveAsManyEventsAsAnswers() throws Exception {
        int callers = 20;
        int callsEach = 500;
        var all = CollectingListener.ofAll();
        var sampled = new CollectingListener("sampled", Interest.everything().withShare(0.1));
        try (TestServer server = start("name: test\n", all, sampled);
                GrpcClient grpc = GrpcClient.of(server);
                ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                answers.add(
                        threads.submit(
                                () -> {
                                    int failed = 0;
                                    for (int i = 0; i < callsEach; i++) {
                                        failed += isAnswered(server, grpc, i % 5) ? 0 : 1;
                                    }
                                    return failed;
                                }));
            }
            int failed = 0;
            for (Future<Integer> each : answers) {
                failed += each.get();
            }
            int calls = callers * callsEach;
            assertThat(failed).isEqualTo(calls / 5);
            Await.until(() -> sum(statistics(server).getFirst()) == calls);
            ListenerStatistics found = statistics(server).getFirst();
            assertThat(all.received()).hasSize((int) found.delivered());
            assertThat(all.received())
                    .extracting(each -> each.event().id())
                    .doesNotHaveDuplicates();
            if (found.lost() == 0) {
                assertThat(all.received())
                        .filteredOn(each -> each.event().problem().isPresent())
                        .hasSize(failed);
            }
            assertThat(all.received())
                    .filteredOn(each -> each.event().problem().isEmpty())
                    .allMatch(PredictionListenersTest::isDoubled);
            assertThat(sampled.received().size()).isBetween(calls / 20, calls / 5);
        }
    }

    private static boolean isDoubled(Received each) {
        return each.inputs().equals(List.of(Map.of("x", List.of(1f, 2f, 3f))))
                && each.outputs().equals(List.of(Map.of("y", List.of(2f, 4f, 6f))));
    }

    private static List<ListenerStatistics> statistics(TestServer server) {
        return java.util.Objects.requireNonNull(server.server().serving().predictionEvents())
                .statistics();
    }

    private static long sum(ListenerStatistics found) {
        return found.delivered() + found.lost();
    }

    private static boolean isAnswered(TestServer server, GrpcClient grpc, int kind) {
        try {
            HttpResponse<String> response =
                    switch (kind) {
                        case 0 -> server.post("/v2/models/fake/infer", TestServer.infer(1, 2, 3));
                        case 1 ->
                                server.sendByHttp2(
                                        server.posting("/v1/endpoints/guarded:predict", RECORD));
                        case 2 -> {
                            var _ = grpc.stub().modelInfer(GrpcClient.request("g", 1, 2, 3));
                            yield null;
                        }
                        case 3 -> server.post("/v1/endpoints/guarded:predict", "{\"x\":[-1,2,3]}");
                        default ->
                                server.post(
                                        "/v1/models/fake:predict",
                                        "{\"instances\":[" + RECORD + "]}");
                    };
            return response == null || response.statusCode() == 200;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }
}
