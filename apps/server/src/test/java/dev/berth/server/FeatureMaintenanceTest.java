package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Status of feature maintenance in a server, and the permissions for it.
class FeatureMaintenanceTest {
    private static final String MATERIALIZE = "/v1/features:materialize";
    private static final Instant UNTIL = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir Path directory;

    private final MaintainedFeatures features = new MaintainedFeatures(UNTIL);

    private TestServer start() {
        return TestServer.start(
                directory,
                options -> options.withFeatures((folder, store, definitions) -> features));
    }

    @Test
    void materialize_posted_asksForViewsInTheirVersions() {
        try (TestServer server = start()) {
            assertThat(
                            json(server.post(
                                            MATERIALIZE, "{\"views\":[\"flights\",\"weather@1\"]}"))
                                    .at("/runs/0")
                                    .toString())
                    .isEqualTo(
                            "{\"view\":\"flights@2\",\"state\":\"waiting\",\"events\":0,\"rows\":0}");
            assertThat(server.post(MATERIALIZE, "{\"full\":true}").statusCode()).isEqualTo(200);
            assertThat(server.post(MATERIALIZE, "").statusCode()).isEqualTo(200);
            assertThat(server.post("/v1/features/weather:materialize", "{}").statusCode())
                    .isEqualTo(200);
        }
        assertThat(features.requested())
                .containsExactly(
                        "flights@2 ADDED",
                        "weather@1 ADDED",
                        "all FULL",
                        "all ADDED",
                        "weather@1 ADDED");
    }

    @Test
    void materialize_seen_tellsHowEachWent() {
        try (TestServer server = start()) {
            assertThat(server.get(MATERIALIZE).body())
                    .isEqualTo(
                            "{\"runs\":[{\"view\":\"flights@2\",\"state\":\"done\",\"events\":9,"
                                    + "\"rows\":4,\"begunAt\":\"2026-11-01T12:00:00Z\","
                                    + "\"endedAt\":\"2026-11-01T12:00:00Z\",\"full\":true,"
                                    + "\"resumed\":false,\"late\":0,\"gone\":0,"
                                    + "\"unmet\":[\"age of the newest event: no event"
                                    + " (expected: at most 2d)\"],"
                                    + "\"materializedUntil\":\"2026-11-01T12:00:00Z\"},"
                                    + "{\"view\":\"weather@1\",\"state\":\"failed\",\"events\":7,"
                                    + "\"rows\":3,\"begunAt\":\"2026-11-01T12:00:00Z\","
                                    + "\"endedAt\":\"2026-11-01T12:00:00Z\",\"problem\":"
                                    + "{\"code\":\"source-unavailable\",\"detail\":\"no files\","
                                    + "\"remedy\":\"bring some\"}}]}");
            assertThat(json(server.get("/v1/features/weather@1:materialize")).at("/runs"))
                    .hasSize(1);
        }
    }

    @Test
    void materialize_thatCannotBe_saysWhy() {
        try (TestServer server = start()) {
            assertThat(server.post("/v1/features/wether@1:materialize", "").body())
                    .contains("feature-not-found")
                    .contains("weather@1");
            assertThat(server.post(MATERIALIZE, "{\"veiws\":[]}").statusCode()).isEqualTo(400);
            assertThat(server.post(MATERIALIZE, "{\"views\":[]}").statusCode()).isEqualTo(400);
            assertThat(server.post(MATERIALIZE, "{\"full\":1}").statusCode()).isEqualTo(400);
        }
        try (TestServer server =
                TestServer.start(
                        directory,
                        options ->
                                options.withFeatures(
                                        (folder, store, definitions) -> new FakeFeatures(true)))) {
            assertThat(server.post(MATERIALIZE, "").body()).contains("unimplemented");
        }
    }

    @Test
    void materialize_needsManagement() {
        Consumers keys = Consumers.KEYS;
        try (TestServer server =
                TestServer.start(
                        directory,
                        keys.yaml(),
                        options -> options.withFeatures((folder, store, all) -> features))) {
            String shop = "Bearer " + keys.shop.reveal();
            String operator = "Bearer " + keys.operator.reveal();
            assertThat(server.post(MATERIALIZE, "").statusCode()).isEqualTo(401);
            assertThat(server.post(MATERIALIZE, "", "Authorization", shop).statusCode())
                    .isEqualTo(403);
            assertThat(server.post(MATERIALIZE, "", "Authorization", operator).statusCode())
                    .isEqualTo(200);
            assertThat(
                            server.post(
                                            MATERIALIZE,
                                            "",
                                            "Authorization",
                                            operator,
                                            "Origin",
                                            "https://elsewhere.example")
                                    .statusCode())
                    .isEqualTo(403);
        }
        assertThat(features.requested()).containsExactly("all ADDED");
    }

    @Test
    void list_hasUpToWhenViewsAreMaterialized() {
        try (TestServer server = start()) {
            var views = json(server.get("/v1/features")).at("/views");
            assertThat(views.at("/1/materializedUntil").asText()).isEqualTo(UNTIL.toString());
            assertThat(views.at("/1/lastArrival").asText()).isEqualTo(UNTIL.toString());
            assertThat(views.at("/2/materializedUntil").isMissingNode()).isTrue();
        }
    }

    @Test
    void metrics_haveFreshnessFeedsAndMaterializations() {
        try (TestServer server = start()) {
            String metrics = server.get("/metrics").body();
            assertThat(metrics)
                    .contains(
                            "berth_feature_store_up 1.0",
                            "berth_feature_view_age_seconds{version=\"1\",view=\"weather\"} +Inf",
                            "berth_feature_events_total{result=\"accepted\",source=\"flights_table\"}"
                                    + " 11.0",
                            "berth_feature_events_total{result=\"already_materialized\",source=\"flights_table\"}"
                                    + " 3.0",
                            "berth_stream_ingest_up{source=\"flights_table\"} 1.0",
                            "berth_stream_ingest_lag_records{source=\"flights_table\"} 17.0",
                            "berth_stream_ingest_records_total{source=\"flights_table\"} 120.0",
                            "berth_stream_ingest_bytes_total{source=\"flights_table\"} 4000.0",
                            "berth_stream_ingest_failures_total{source=\"flights_table\"} 1.0",
                            "berth_feature_materialization_last_failed{version=\"1\",view=\"weather\"}"
                                    + " 1.0",
                            "berth_feature_expectations_unmet{version=\"2\",view=\"flights\"} 1.0",
                            "berth_feature_log_rows_total{result=\"written\"} 13.0",
                            "berth_feature_log_rows_total{result=\"dropped\"} 1.0",
                            "berth_feature_materializations_total{result=\"success\",version=\"2\",view=\"flights\"}"
                                    + " 1.0");
            assertThat(value(metrics, "berth_feature_view_age_seconds{version=\"2\""))
                    .isCloseTo(
                            (double) Duration.between(UNTIL, Instant.now()).toSeconds(),
                            org.assertj.core.data.Offset.offset(60.0));
            assertThat(value(metrics, "berth_feature_stream_event_age_seconds{")).isPositive();
            assertThat(value(metrics, "berth_feature_stream_arrival_age_seconds{")).isPositive();
        }
    }

    private static double value(String metrics, String series) {
        String line =
                metrics.lines().filter(each -> each.startsWith(series)).findAny().orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void interval_ofBerthYaml_isFollowed() {
        try (TestServer server =
                TestServer.start(
                        directory,
                        "name: test\nfeatures: {materialize-interval: 15m}\n",
                        options -> options.withFeatures((folder, store, all) -> features))) {
            assertThat(server.get("/v1/features").statusCode()).isEqualTo(200);
        }
        assertThat(features.interval()).contains(Duration.ofMinutes(15));
    }

    @Test
    void ready_storeDamaged_saysSoAndServesOn() {
        try (TestServer server = start()) {
            assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
            features.lose(
                    Optional.of(
                            Problem.of(
                                    ProblemCode.STORE_DAMAGED,
                                    "the file 000009.sst is missing",
                                    "materialize")));
            var answer = server.get("/v2/health/ready");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("store-damaged", "000009.sst", "materialize");
            assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
            assertThat(server.get("/v1/features").statusCode()).isEqualTo(200);
            features.lose(Optional.empty());
            assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
