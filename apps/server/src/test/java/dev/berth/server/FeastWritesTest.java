package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.FeatureStoreStatus;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.features.skew.LogStatus;
import dev.berth.testkit.Await;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Permissions for writes by Feast's routes, and waits for materializations.
class FeastWritesTest {
    private static final String INCREMENTAL = "/materialize-incremental";
    private static final String BODY =
            "{\"end_ts\": \"2026-11-01T12:00:00Z\", \"feature_views\": [\"flights\"]}";
    private static final ViewReference FLIGHTS = ViewReference.of("flights", 2);
    private static final Instant UNTIL = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir Path directory;

    private final Runs features = new Runs();

    /// The features of [FakeFeatures], whose materializations go as a test has them go.
    private static final class Runs implements OnlineFeatureReader, FeatureStoreMaintenance {
        private final FakeFeatures fake = new FakeFeatures(true);
        private final List<Instant> requested = new ArrayList<>();
        private MaterializationStatus run = MaterializationStatus.first(FLIGHTS);

        /// The instants up to which views were to be materialized.
        synchronized List<Instant> requested() {
            return List.copyOf(requested);
        }

        synchronized void begin(Instant at) {
            run = run.next().begun(at);
        }

        synchronized void end(Instant until) {
            run =
                    run.done(
                            until,
                            new MaterializationResult(
                                    FLIGHTS,
                                    until.getEpochSecond() * 1_000_000,
                                    false,
                                    false,
                                    1,
                                    1,
                                    Optional.empty()));
        }

        @Override
        public Optional<Problem> damage() {
            return Optional.empty();
        }

        @Override
        public synchronized List<MaterializationStatus> materialize(
                List<ViewReference> views, MaterializationScope extent, Optional<Instant> until) {
            requested.add(until.orElseThrow());
            if (run.state().isEnd()) {
                run = run.next();
            }
            return List.of(run);
        }

        @Override
        public synchronized List<MaterializationStatus> runs() {
            return List.of(run);
        }

        @Override
        public FeatureStoreStatus status() {
            return new FeatureStoreStatus(
                    Freshness.UNKNOWN,
                    true,
                    new TreeMap<>(Map.of()),
                    List.of(),
                    List.of(),
                    new LogStatus(0, 0));
        }

        @Override
        public void materializeEvery(Supplier<Optional<Duration>> interval) {}

        @Override
        public FeatureDefinitions definitions() {
            return fake.definitions();
        }

        @Override
        public FeatureRows read(FeatureQuery query) {
            return fake.read(query);
        }

        @Override
        public PreparedFeatures prepare(List<FeatureSelection> selections) {
            return fake.prepare(selections);
        }

        @Override
        public boolean isInlineable() {
            return true;
        }
    }

    private TestServer start(String... berthYaml) {
        return TestServer.start(
                directory,
                berthYaml.length == 0 ? "name: test\n" : berthYaml[0],
                options -> options.withFeatures((folder, store, definitions) -> features));
    }

    private void awaitAsked(int count) {
        Await.until(() -> features.requested().size() >= count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/push",
                "/write-to-online-store",
                "/materialize",
                "/materialize-incremental"
            })
    void writes_needManagementAndAnOwnPage(String path) {
        Consumers keys = Consumers.KEYS;
        try (TestServer server = start(keys.yaml())) {
            String shop = "Bearer " + keys.shop.reveal();
            String operator = "Bearer " + keys.operator.reveal();
            assertThat(server.post(path, "{}").statusCode()).isEqualTo(401);
            HttpResponse<String> refused = server.post(path, "{}", "Authorization", shop);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("management");
            assertThat(
                            server.post(
                                            path,
                                            "{}",
                                            "Authorization",
                                            operator,
                                            "Origin",
                                            "https://elsewhere.example")
                                    .statusCode())
                    .isEqualTo(403);
            // It may, and the response names what its body lacks, or that nothing is fed here.
            assertThat(server.post(path, "{}", "Authorization", operator).statusCode())
                    .isIn(400, 501);
        }
    }

    @Test
    void health_isToldToEverybody() {
        try (TestServer server = start(Consumers.KEYS.yaml())) {
            HttpResponse<String> health = server.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEmpty();
            assertThat(server.get("/chat").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void routes_withoutFeatures_areNotThere() {
        try (TestServer server = TestServer.start(directory)) {
            for (String path : List.of("/health", "/chat", "/v1/vector_stores")) {
                assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(server.post("/push", "{}").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void materialize_isAnsweredAtItsEnd() {
        try (TestServer server = start()) {
            CompletableFuture<HttpResponse<String>> answer =
                    server.sendLater(server.posting(INCREMENTAL, BODY));
            awaitAsked(1);
            features.begin(UNTIL);
            assertThat(answer).isNotDone();
            features.end(UNTIL);
            assertThat(json(answer.join()).at("/runs/0/state").asText()).isEqualTo("done");
            assertThat(features.requested()).containsExactly(UNTIL);
        }
    }

    @Test
    void materialize_whileOneIsInFlightForLess_isFollowedByAnother() {
        features.begin(UNTIL.minusSeconds(60));
        try (TestServer server = start()) {
            CompletableFuture<HttpResponse<String>> answer =
                    server.sendLater(server.posting(INCREMENTAL, BODY));
            awaitAsked(1);
            features.end(UNTIL.minusSeconds(60));
            awaitAsked(2);
            features.begin(UNTIL.plusSeconds(1));
            features.end(UNTIL);
            assertThat(json(answer.join()).at("/runs/0/materializedUntil").asText())
                    .isEqualTo(UNTIL.toString());
            assertThat(features.requested()).hasSize(2);
        }
    }

    @Test
    void materialize_ofTheFuture_isWhatThereIs() {
        String future = BODY.replace("2026-11-01", "2999-01-01");
        try (TestServer server = start()) {
            CompletableFuture<HttpResponse<String>> answer =
                    server.sendLater(server.posting(INCREMENTAL, future));
            awaitAsked(1);
            features.begin(UNTIL);
            features.end(UNTIL);
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(features.requested()).hasSize(1);
        }
    }

    @Test
    void materialize_slowerThanItsCallerWaits_isDeadlineExceeded_andGoesOn() {
        try (TestServer server = start()) {
            HttpResponse<String> answer =
                    server.post(INCREMENTAL, BODY, "Berth-Timeout-Millis", "100");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body())
                    .contains("flights@2", "it continues", "GET /v1/features:materialize");
        }
    }

    @Test
    void materialize_byMoreCallersThanMayWait_isRefused() {
        try (TestServer server = start()) {
            List<CompletableFuture<HttpResponse<String>>> answers =
                    IntStream.range(0, 2 * 64 + 1)
                            .mapToObj(i -> server.sendLater(server.posting(INCREMENTAL, BODY)))
                            .toList();
            HttpResponse<?> first =
                    (HttpResponse<?>)
                            CompletableFuture.anyOf(answers.toArray(new CompletableFuture<?>[0]))
                                    .join();
            assertThat(first.statusCode()).isEqualTo(429);
            assertThat(String.valueOf(first.body())).contains("queue-full", "async=true");
            // The caller that came after the end would begin anew.
            Await.until(
                    () ->
                            features.requested().size()
                                            + answers.stream()
                                                    .filter(CompletableFuture::isDone)
                                                    .count()
                                    >= answers.size());
            features.begin(UNTIL);
            features.end(UNTIL);
            answers.forEach(answer -> assertThat(answer.join().statusCode()).isIn(200, 429));
        }
    }

    @Test
    void materialize_whileTheServerStops_isToldSo() {
        CompletableFuture<HttpResponse<String>> answer;
        try (TestServer server = start()) {
            answer = server.sendLater(server.posting(INCREMENTAL, BODY));
            awaitAsked(1);
            server.server().close();
            assertThat(answer.join().body()).contains("draining");
        }
    }
}
