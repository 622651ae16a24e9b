package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.ViewReference;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Features by HTTP, in Feast's form and in Berth's own.
class FeatureRoutesTest {
    private static final String FEAST = "/get-online-features";
    private static final String READ = "/v1/features:read";

    @TempDir Path directory;

    private final FakeFeatures features = new FakeFeatures(false);
    private TestServer server;

    @BeforeEach
    void start() {
        FakeFeatures.writeReader(directory);
        server =
                TestServer.start(
                        directory,
                        options -> options.withFeatures((folder, store, definitions) -> features));
    }

    @AfterEach
    void stop() {
        features.authorizer().open();
        server.close();
    }

    @Test
    void feast_features_answersColumnsOfEntitiesAndFeatures() {
        HttpResponse<String> response =
                server.post(
                        FEAST,
                        """
                        {"features": ["flights:delay", "flights:last"],
                         "entities": {"airport": ["JFK", "LGA", "XXX"]}, "full_feature_names": false, "more": {}}
                        """);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "{\"metadata\":{\"feature_names\":[\"airport\",\"delay\",\"last\"]},\"results\":["
                                + "{\"values\":[\"JFK\",\"LGA\",\"XXX\"],\"statuses\":[\"PRESENT\",\"PRESENT\",\"PRESENT\"],"
                                + "\"event_timestamps\":[\"1970-01-01T00:00:00Z\",\"1970-01-01T00:00:00Z\",\"1970-01-01T00:00:00Z\"]},"
                                + "{\"values\":[12.5,null,null],\"statuses\":[\"PRESENT\",\"NULL_VALUE\",\"NOT_FOUND\"],"
                                + "\"event_timestamps\":[\"2001-03-31T12:00:00.500Z\",\"2001-03-31T12:00:00Z\",\"1970-01-01T00:00:00Z\"]},"
                                + "{\"values\":[986040000,null,null],\"statuses\":[\"PRESENT\",\"NULL_VALUE\",\"NOT_FOUND\"],"
                                + "\"event_timestamps\":[\"2001-03-31T12:00:00.500Z\",\"2001-03-31T12:00:00Z\",\"1970-01-01T00:00:00Z\"]}]}");
    }

    @Test
    void feast_fullNames_sayTheView() {
        JsonNode answer =
                json(
                        server.post(
                                FEAST,
                                "{\"features\":[\"flights:delay\",\"weather:delay\"],\"entities\":{\"airport\":[\"JFK\"]},\"full_feature_names\":true}"));
        assertThat(answer.at("/metadata/feature_names").toString())
                .isEqualTo("[\"airport\",\"flights__delay\",\"weather__delay\"]");
    }

    @Test
    void feast_service_readsWhatItStandsFor() {
        JsonNode answer =
                json(
                        server.post(
                                FEAST,
                                "{\"feature_service\":\"fake\",\"entities\":{\"airport\":[\"JFK\"]}}"));
        assertThat(answer.at("/metadata/feature_names").toString())
                .isEqualTo("[\"airport\",\"delay\"]");
        assertThat(answer.at("/results/1/values").toString()).isEqualTo("[12.5]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"features\":[\"flihts:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}|404|did you mean 'flights'",
                "{\"features\":[\"flights:dela\"],\"entities\":{\"airport\":[\"JFK\"]}}|404|did you mean 'delay'",
                "{\"features\":[\"flights@9:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}|404|no view 'flights@9'",
                "{\"features\":[\"delay\"],\"entities\":{\"airport\":[\"JFK\"]}}|400|expected: view:feature",
                "{\"feature_service\":\"other\",\"entities\":{\"airport\":[\"JFK\"]}}|404|no feature service 'other'",
                "{\"features\":[\"flights:delay\",\"weather:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}|400|full_feature_names",
                "{\"features\":[\"flights:delay\"],\"entities\":{}}|422|'entities' is empty",
                "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"],\"x\":[1,2]}}|422|'x' has 2 values",
                "{\"features\":[\"flights:delay\"],\"entities\":{\"port\":[\"JFK\"]}}|422|no 'airport'",
                "{\"entities\":{\"airport\":[\"JFK\"]}}|400|no features are requested",
                "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":\"JFK\"}}|400|expected: an array"
            })
    void feast_wrong_saysWhat(String body, int status, String part) {
        HttpResponse<String> response = server.post(FEAST, body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertThat(response.body()).contains(part);
    }

    @Test
    void read_rows_namesFeaturesAsAsked() {
        HttpResponse<String> response =
                server.post(
                        READ,
                        """
                        {"features": ["flights:delay", "flights@2:last", "flights@2:gates", "flights@2:by_carrier"],
                         "entities": {"airport": ["JFK", "LGA"]}, "at": "2001-04-01T00:00:00+02:00"}
                        """);
        assertThat(response.body())
                .isEqualTo(
                        "{\"features\":[\"flights@2:delay\",\"flights@2:last\",\"flights@2:gates\",\"flights@2:by_carrier\"],\"rows\":["
                                + "{\"airport\":\"JFK\",\"flights:delay\":12.5,\"flights@2:last\":\"2001-03-31T12:00:00Z\","
                                + "\"flights@2:gates\":[\"A1\",\"B2\"],\"flights@2:by_carrier\":{\"AA\":4,\"UA\":3}},"
                                + "{\"airport\":\"LGA\",\"flights:delay\":null,\"flights@2:last\":null,\"flights@2:gates\":null,\"flights@2:by_carrier\":null}],"
                                + "\"statuses\":[{},{\"flights:delay\":\"NULL_VALUE\",\"flights@2:last\":\"NULL_VALUE\",\"flights@2:gates\":\"NULL_VALUE\",\"flights@2:by_carrier\":\"NULL_VALUE\"}]}");
    }

    @Test
    void read_at_isOfThatInstant() {
        JsonNode answer =
                json(
                        server.post(
                                READ,
                                "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]},\"at\":\"2001-03-30T00:00:00Z\"}"));
        assertThat(answer.at("/statuses/0").path("flights:delay").asText()).isEqualTo("NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"feature\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}",
                "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]},\"at\":\"yesterday\"}",
                "{\"features\":[\"flights:delay\"],\"service\":\"fake\",\"entities\":{\"airport\":[\"JFK\"]}}",
                "{\"features\":[\"flights:delay\",\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}"
            })
    void read_wrong_isRefused(String body) {
        HttpResponse<String> response = server.post(READ, body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("code").asText()).isEqualTo("parameter-invalid");
    }

    @Test
    void list_tellsOfViews() {
        JsonNode list = json(server.get("/v1/features"));
        assertThat(list.at("/entities/0/key").asText()).isEqualTo("airport");
        assertThat(list.at("/views").size()).isEqualTo(4);
        JsonNode view = list.at("/views/1");
        assertThat(view.path("name").asText()).isEqualTo("flights");
        assertThat(view.path("version").asInt()).isEqualTo(2);
        assertThat(view.at("/keys/airport").asText()).isEqualTo("airport");
        assertThat(view.path("source").asText()).isEqualTo("flights_table");
        assertThat(view.at("/features/0/reference").asText()).isEqualTo("flights@2:delay");
        assertThat(view.at("/features/0/unit").asText()).isEqualTo("min");
        assertThat(view.at("/features/4/type").asText()).isEqualTo("map<int64>");
        assertThat(view.at("/published/digest").asText()).isEqualTo("ab".repeat(32));
        assertThat(list.at("/views/0").has("published")).isFalse();
    }

    @Test
    void read_slowStore_leavesEventLoopsFree() {
        features.authorizer().shut();
        List<CompletableFuture<HttpResponse<String>>> waiting =
                IntStream.range(0, 8)
                        .mapToObj(i -> server.sendLater(server.posting(FEAST, one())))
                        .toList();
        features.authorizer().awaitWaiting(8);
        assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
        features.authorizer().open();
        waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(features.readers()).allMatch(name -> name.startsWith("berth-features-"));
    }

    @Test
    void read_storeSlowerThanItsCallerWaits_isDeadlineExceeded() {
        features.authorizer().shut();
        HttpResponse<String> response = server.post(FEAST, one(), "Berth-Timeout-Millis", "50");
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).path("code").asText()).isEqualTo("deadline-exceeded");
    }

    @Test
    void read_brokenStore_isUnavailable() {
        features.breakWith(ProblemCode.ONLINE_STORE_UNAVAILABLE);
        assertThat(server.post(FEAST, one()).statusCode()).isEqualTo(503);
    }

    @Test
    void read_longBody_isReadElsewhere() {
        String keys = "\"JFK\",".repeat(60_000) + "\"LGA\"";
        HttpResponse<String> response =
                server.post(
                        FEAST,
                        "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":["
                                + keys
                                + "]}}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/results/1/values/60000").isNull()).isTrue();
    }

    @Test
    void read_tooManyValues_isRefused() {
        String keys = "1,".repeat(500_000) + "1";
        HttpResponse<String> response =
                server.post(
                        FEAST,
                        "{\"features\":[\"flights:delay\",\"flights:flights\"],\"entities\":{\"airport\":["
                                + keys
                                + "]}}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("batch-too-large");
    }

    @Test
    void reads_areCountedAndTimed() {
        assertThat(server.post(FEAST, one()).statusCode()).isEqualTo(200);
        assertThat(server.post(READ, "{}").statusCode()).isEqualTo(400);
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_feature_request_duration_seconds_count{code=\"ok\",route=\"/get-online-features\"} 1")
                .contains(
                        "berth_feature_request_duration_seconds_count{code=\"request-malformed\",route=\"/v1/features:read\"} 1");
    }

    static String one() {
        return "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}";
    }

    /// Though the same list was requested before.
    @Test
    void view_withoutAVersion_isTheLatestThatIsFilled() {
        String wanted = "{\"features\":[\"flights:delay\"],\"entities\":{\"airport\":[\"JFK\"]}}";
        assertThat(server.post(READ, wanted).body()).contains("\"features\":[\"flights@2:delay\"]");
        features.fill(ViewReference.of("flights", 1));
        assertThat(server.post(READ, wanted).body()).contains("\"features\":[\"flights@1:delay\"]");
        features.fill(ViewReference.of("flights", 1), ViewReference.of("flights", 2));
        assertThat(server.post(READ, wanted).body()).contains("\"features\":[\"flights@2:delay\"]");
    }
}
