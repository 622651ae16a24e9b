package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server whose `berth.yaml` declares consumers.
class ConsumersTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory, KEYS.yaml(), options -> options);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private int callStatus(String key) {
        return server.post(INFER, infer(1, 2, 3), "x-api-key", key).statusCode();
    }

    @Test
    void predict_withAKeyInEitherHeader_isAnswered() {
        String bearer = "bearer " + KEYS.shop.reveal();
        assertThat(server.post(INFER, infer(1, 2, 3), "Authorization", bearer).statusCode())
                .isEqualTo(200);
        assertThat(callStatus(KEYS.shop.reveal())).isEqualTo(200);
        assertThat(
                        server.post(
                                        INFER,
                                        infer(1, 2, 3),
                                        "Authorization",
                                        "Basic cHJveHk6cHJveHk=",
                                        "x-api-key",
                                        KEYS.shop.reveal())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void predict_withTheNextKey_isAnsweredToo() {
        assertThat(callStatus(KEYS.shopNext.reveal())).isEqualTo(200);
    }

    @Test
    void predict_ofAnotherModel_isForbidden() {
        HttpResponse<String> response =
                server.post("/v1/models/tiny:predict", "{}", "x-api-key", KEYS.shop.reveal());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(json(response).path("code").asText()).isEqualTo("forbidden");
        assertThat(
                        server.send(
                                        server.request("/v2/models/tiny")
                                                .header("x-api-key", KEYS.shop.reveal()))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void load_withAKeyForManagement_isDone() {
        for (String change : new String[] {"unload", "load"}) {
            assertThat(
                            server.post(
                                            "/v2/repository/models/tiny/" + change,
                                            "",
                                            "x-api-key",
                                            KEYS.operator.reveal())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v2/health/live", "/v2/health/ready", "/docs", "/docs/docs.js", "/", "/no"})
    void get_whatSaysNothingOfTheSystem_needsNoKey(String path) {
        assertThat(server.get(path).statusCode()).isNotEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/openapi.json",
                "/v2",
                "/v1/models",
                "/v2/models/stats",
                "/v2/models",
                "/v2/trace/setting",
                "/v2/models/fake/trace/setting",
                "/v2/logging",
                "/v2/models/fake",
                "/v2/models/fake/ready",
                "/v2/models/fake/config",
                "/v2/models/nobody",
                "/v2/systemsharedmemory/status"
            })
    void get_whatSaysSomething_needsAKey(String path) {
        assertThat(server.get(path).statusCode()).isEqualTo(401);
        assertThat(
                        server.send(
                                        server.request(path)
                                                .header("x-api-key", KEYS.operator.reveal()))
                                .statusCode())
                .isNotIn(401, 403);
    }

    @Test
    void accessLog_ofACall_namesItsConsumer() {
        try (var log = CapturedLog.open()) {
            callStatus(KEYS.shop.reveal());
            Await.until(() -> log.text().contains("POST " + INFER));
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains("POST " + INFER, " shop "))
                    .noneSatisfy(line -> assertThat(line).contains(KEYS.shop.reveal()));
        }
    }

    @Test
    void start_withConsumersThatCannotBeRead_isRefused(@TempDir Path other) {
        assertThatThrownBy(
                        () ->
                                TestServer.start(
                                        other,
                                        KEYS.yaml().replace("purpose: Rolls", "porpoise: Rolls"),
                                        options -> options))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("package-invalid")
                .hasMessageContaining("purpose");
    }
}
