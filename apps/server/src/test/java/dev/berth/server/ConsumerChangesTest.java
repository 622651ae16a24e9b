package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose `berth.yaml` changes while it serves, and that counts what consumers do.
class ConsumerChangesTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server =
                TestServer.start(
                        directory,
                        KEYS.yaml(),
                        options ->
                                options.withServing(
                                        options.serving()
                                                .withWatching(
                                                        Optional.of(Duration.ofMillis(200)))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int callStatus(String key) {
        return server.post(INFER, infer(1, 2, 3), "x-api-key", key).statusCode();
    }

    @Test
    void get_openRoute_needsNoKey() {
        change(KEYS.yaml() + "public-routes: [metrics]\n");
        Await.until(() -> server.get("/metrics").statusCode() == 200);
        assertThat(server.get("/openapi.json").statusCode()).isEqualTo(401);
    }

    @Test
    void metrics_afterCalls_countConsumersAndRefusals() {
        callStatus(KEYS.shop.reveal());
        callStatus(KEYS.revoked.reveal());
        String metrics =
                server.send(server.request("/metrics").header("x-api-key", KEYS.operator.reveal()))
                        .body();
        assertThat(metrics)
                .contains("berth_consumer_requests_total{consumer=\"shop\"} 1.0")
                .contains("berth_auth_denied_total{consumer=\"shop\",reason=\"key-revoked\"} 1.0");
    }

    private void change(String yaml) {
        Consumers.write(directory, yaml);
    }

    @Test
    void berthYaml_withAKeyRevoked_endsItWithoutARestart() {
        assertThat(callStatus(KEYS.shop.reveal())).isEqualTo(200);
        change(
                KEYS.yaml()
                        .replace(
                                "- hash: " + KEYS.shop.hash(),
                                "- {hash: \"" + KEYS.shop.hash() + "\", revoked: true}"));
        Await.until(() -> callStatus(KEYS.shop.reveal()) == 401);
        assertThat(callStatus(KEYS.shopNext.reveal())).isEqualTo(200);
    }

    @Test
    void berthYaml_brokenWhileServing_changesNothing() {
        try (var log = CapturedLog.open()) {
            change(KEYS.yaml().replace("consumers:", "consumer:"));
            Await.until(
                    () -> {
                        var _ = server.get("/v2");
                        return log.text().contains("the access rules stay as they were");
                    });
        }
        assertThat(callStatus(KEYS.shop.reveal())).isEqualTo(200);
        assertThat(callStatus(KEYS.stranger.reveal())).isEqualTo(401);
    }

    @Test
    void berthYaml_withoutConsumersAnyMore_closesTheServerRatherThanOpenIt() {
        change("name: test\n");
        Await.until(() -> callStatus(KEYS.shop.reveal()) == 401);
        assertThat(server.post(INFER, infer(1, 2, 3)).statusCode()).isEqualTo(401);
        assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
    }
}
