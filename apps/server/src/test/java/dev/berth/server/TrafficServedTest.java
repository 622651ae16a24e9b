package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights of variants, seen and changed over HTTP, and variants that callers name.
final class TrafficServedTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String TRAFFIC = "/v1/endpoints/e/traffic";
    private static final String RECORD = "{\"x\":[1,2,3]}";
    private static final String TO_FRESH =
            "{\"weights\":{\"stable\":0,\"fresh\":1},\"actor\":\"mallory\",\"reason\":\"ready\"}";

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        new SystemBuilder(directory)
                .endpoint(
                        "e",
                        """
                steps: {it: {model: fake}}
                traffic:
                  route-by-header: true
                  variants:
                    stable: {weight: 1}
                    fresh: {weight: 0}
                """);
        server =
                TestServer.start(
                        directory,
                        """
                        name: test
                        consumers:
                          shop:
                            purpose: Ranks what the shop shows
                            endpoints: [e]
                            keys: [{hash: "%s"}]
                          operator:
                            purpose: Looks after all
                            management: true
                            keys: [{hash: "%s"}]
                        """
                                .formatted(KEYS.shop.hash(), KEYS.operator.hash()),
                        UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String variant(String... headers) {
        HttpResponse<String> response = server.post("/v1/endpoints/e:predict", RECORD, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("berth-annotations").orElse("");
    }

    private JsonNode get() {
        return json(server.send(server.request(TRAFFIC).header("x-api-key", KEYS.shop.reveal())));
    }

    @Test
    void weights_changedByAnOperator_areInForceWithTheAnswer_andNotedWithTheConsumer() {
        String key = KEYS.operator.reveal();
        assertThat(variant("x-api-key", key)).isEqualTo("variant:stable");
        JsonNode changed = json(server.post(TRAFFIC, TO_FRESH, "x-api-key", key));
        assertThat(changed.path("weights").path("fresh").asDouble()).as("%s", changed).isEqualTo(1);
        assertThat(variant("x-api-key", key)).isEqualTo("variant:fresh");
        JsonNode change = get().path("changes").path(0);
        assertThat(change.path("revision").asInt()).isEqualTo(1);
        // An identified caller cannot claim to be another.
        assertThat(change.path("actor").asText()).isEqualTo("operator");
        assertThat(change.path("claimed").asText()).isEqualTo("mallory");
        assertThat(change.path("reason").asText()).isEqualTo("ready");
        assertThat(change.path("before").path("stable").asDouble()).isEqualTo(1);

        JsonNode back =
                json(server.post(TRAFFIC + ":rollback", "{\"reason\":\"slow\"}", "x-api-key", key));
        assertThat(back.path("weights").path("fresh").asDouble()).as("%s", back).isZero();
        assertThat(variant("x-api-key", key)).isEqualTo("variant:stable");
        assertThat(get().path("changes")).hasSize(2);
    }

    @Test
    void weights_changedByACallerOfWhomNothingIsKnown_areNotedWithWhatItClaims() {
        server.close();
        server = TestServer.start(directory);
        JsonNode changes = json(server.post(TRAFFIC, TO_FRESH)).path("changes");
        assertThat(changes.path(0).path("actor").asText())
                .as("%s", changes)
                .isEqualTo("unidentified");
        assertThat(changes.path(0).path("claimed").asText()).isEqualTo("mallory");
    }

    /// As an earlier version left it, with what a killed process left of an entry.
    @Test
    void journal_ofAnEarlierVersion_isInForceAfterTheStart_andChangesGoOn() throws IOException {
        server.close();
        Path journal = directory.resolve(".berth/traffic/e.yaml");
        Files.createDirectories(journal.getParent());
        Files.writeString(
                journal,
                """
                - at: "2026-11-30T12:00:00Z"
                  who: "ann"
                  why: "ready"
                  declared: {"stable": 1.0, "fresh": 0.0}
                  before: {"stable": 1.0, "fresh": 0.0}
                  after: {"stable": 0.0, "fresh": 1.0}
                - at: "2026-11-30T12:0""");

        server = TestServer.start(directory);
        assertThat(variant()).isEqualTo("variant:fresh");
        HttpResponse<String> back = server.post(TRAFFIC + ":rollback", "{\"reason\":\"slow\"}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(json(back).path("changes")).hasSize(2);
        assertThat(variant()).isEqualTo("variant:stable");
        assertThat(directory.resolve(".berth/traffic/imported/e.yaml")).exists();
    }

    @Test
    void weights_outliveARestart() {
        String key = KEYS.operator.reveal();
        assertThat(server.post(TRAFFIC, TO_FRESH, "x-api-key", key).statusCode()).isEqualTo(200);
        server.close();
        server = TestServer.start(directory);
        assertThat(variant()).isEqualTo("variant:fresh");
    }

    @Test
    void state_thatIsDamaged_isNotReadyAfterAStart_andSaysHowToMendIt() throws IOException {
        server.close();
        Path state = directory.resolve(".berth/state.db");
        Files.createDirectories(state.getParent());
        Files.writeString(state, "no database ".repeat(1_000));

        server = TestServer.start(directory);
        HttpResponse<String> predicted = server.post("/v1/endpoints/e:predict", RECORD);
        assertThat(predicted.statusCode()).as(predicted.body()).isEqualTo(503);
        assertThat(json(predicted).path("code").asText()).isEqualTo("endpoint-not-ready");
        HttpResponse<String> changed = server.post(TRAFFIC, TO_FRESH);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(503);
        assertThat(json(changed).path("code").asText()).isEqualTo("state-unavailable");
        assertThat(changed.body()).contains("move the file");
        assertThat(server.get("/metrics").body()).contains("berth_state_up 0");
        // What has no variants answers.
        assertThat(server.post("/v1/models/fake:predict", RECORD).statusCode()).isEqualTo(200);
    }

    @Test
    void weights_changedByAConsumerWithoutManagement_areRefused() {
        String key = KEYS.shop.reveal();
        assertThat(server.post(TRAFFIC, TO_FRESH, "x-api-key", key).statusCode()).isEqualTo(403);
        assertThat(
                        server.post(TRAFFIC + ":rollback", "{\"reason\":\"x\"}", "x-api-key", key)
                                .statusCode())
                .isEqualTo(403);
        assertThat(server.post(TRAFFIC, TO_FRESH).statusCode()).isEqualTo(401);
        assertThat(get().path("changes")).isEmpty();
    }

    @Test
    void requests_thatCannotBeRead_areTheCallersErrors() {
        String key = KEYS.operator.reveal();
        for (String body :
                new String[] {
                    "",
                    "[]",
                    "{\"weights\":7,\"reason\":\"x\"}",
                    "{\"weights\":{\"stable\":\"1\"},\"reason\":\"x\"}",
                    "{\"weights\":{\"stable\":1},\"reason\":7}",
                    "{\"weights\":{\"stable\":1}}",
                    "{\"weights\":{\"stabel\":1},\"reason\":\"x\"}"
                }) {
            HttpResponse<String> response = server.post(TRAFFIC, body, "x-api-key", key);
            assertThat(response.statusCode()).as(body + response.body()).isEqualTo(400);
        }
        assertThat(
                        server.post(
                                        TRAFFIC + ":rollback",
                                        "{\"reason\":\"x\",\"revision\":1.5}",
                                        "x-api-key",
                                        key)
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        server.post("/v1/endpoints/none/traffic", TO_FRESH, "x-api-key", key)
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void variant_namedInTheHeader_answers() {
        String key = KEYS.shop.reveal();
        assertThat(variant("x-api-key", key, "berth-variant", "fresh")).isEqualTo("variant:fresh");
        HttpResponse<String> tensors =
                server.post(
                        "/v2/models/e/infer",
                        TestServer.infer(1, 2, 3),
                        "x-api-key",
                        key,
                        "berth-variant",
                        "fresh");
        assertThat(tensors.headers().firstValue("berth-annotations")).hasValue("variant:fresh");
        HttpResponse<String> unknown =
                server.post(
                        "/v1/endpoints/e:predict",
                        RECORD,
                        "x-api-key",
                        key,
                        "berth-variant",
                        "frehs");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("no variant 'frehs'");
    }
}
