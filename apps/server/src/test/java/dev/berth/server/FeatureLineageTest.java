package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lineage of views by HTTP.
class FeatureLineageTest {
    private static final Consumers KEYS = Consumers.KEYS;

    /// Views of the names that the fake has.
    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
            sources:
              flights_table: {csv: flights.csv, timestamp-column: at, columns: {at: timestamp, origin: string, delay: float32}}
            views:
              flights:
                version: 2
                summary: how flights go
                entities: {airport: origin}
                source: flights_table
                features:
                  delay: {meaning: how late}
                  unread: {column: delay, meaning: how late}
              weather:
                version: 1
                summary: nothing that flights have to do with
                entities: {airport: origin}
                source: flights_table
                features:
                  wind: {column: delay, meaning: m}
            on-demand:
              sums:
                version: 1
                summary: s
                inputs: {x: float32}
                views: {there: {view: flights@2, keys: {airport: place}}}
                features:
                  more: {type: float64, expression: "there.delay + double(request.x)", meaning: m}
            services:
              board:
                version: 1
                summary: s
                features: ["sums@1:more"]
            """;

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        FakeFeatures.writeReader(directory);
        write("features/f.yaml", FEATURES);
        var features = new FakeFeatures(true);
        server =
                TestServer.start(
                        directory,
                        KEYS.yaml(),
                        options -> options.withFeatures((folder, store, definitions) -> features));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(String file, String text) throws IOException {
        Path target = directory.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private HttpResponse<String> get(String path, String key) {
        return server.send(server.request(path).header("x-api-key", key));
    }

    private static List<String> nodes(JsonNode answer) {
        List<String> nodes = new ArrayList<>();
        answer.path("nodes")
                .forEach(
                        node ->
                                nodes.add(
                                        node.path("kind").asText()
                                                + " "
                                                + node.path("name").asText()));
        return nodes;
    }

    private static List<String> edges(JsonNode answer) {
        List<String> edges = new ArrayList<>();
        answer.path("edges")
                .forEach(
                        edge ->
                                edges.add(
                                        edge.at("/from/name").asText()
                                                + " > "
                                                + edge.at("/to/name").asText()
                                                + " "
                                                + edge.path("features")));
        return edges;
    }

    @Test
    void lineage_ofAView_goesFromItsSourceToModelsAndLeavesConsumersOut() {
        JsonNode answer = json(get("/v1/features/flights/lineage", KEYS.operator.reveal()));
        assertThat(answer.path("view").asText()).isEqualTo("flights@2");
        assertThat(nodes(answer))
                .containsExactly(
                        "source flights_table",
                        "view flights@2",
                        "on-demand sums@1",
                        "service board@1",
                        "model fake@3");
        assertThat(edges(answer))
                .containsExactly(
                        "flights_table > flights@2 []",
                        "flights@2 > sums@1 [\"delay\"]",
                        "flights@2 > fake@3 [\"delay\"]",
                        "sums@1 > board@1 [\"more\"]");
    }

    @Test
    void lineage_ofAViewOnDemand_hasWhatItReads() {
        JsonNode answer = json(get("/v1/features/sums@1/lineage", KEYS.operator.reveal()));
        assertThat(nodes(answer))
                .containsExactly(
                        "source flights_table",
                        "view flights@2",
                        "on-demand sums@1",
                        "service board@1");
    }

    @ParameterizedTest
    @CsvSource({
        "flihgts, 404, feature-not-found, did you mean 'flights'",
        "flights@9, 404, feature-not-found, flights@2",
        "flights@x, 400, name-invalid, flights@x",
        "board@1, 404, feature-not-found, board"
    })
    void lineage_ofNoView_isRefused(String view, int status, String code, String part) {
        var response = get("/v1/features/" + view + "/lineage", KEYS.operator.reveal());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("code").asText()).isEqualTo(code);
        assertThat(response.body()).contains(part);
    }

    @Test
    void lineage_askedByAConsumerOfCertainModels_isRefused() {
        String path = "/v1/features/flights@2/lineage";
        assertThat(server.get(path).statusCode()).isEqualTo(401);
        assertThat(get(path, KEYS.shop.reveal()).statusCode()).isEqualTo(403);
    }
}
