package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Permissions for endpoints, where consumers are declared.
final class EndpointConsumersTest {
    private static final Consumers KEYS = Consumers.KEYS;
    private static final String RECORD = "{\"x\":[1,2,3]}";

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        for (String name : new String[] {"open", "closed"}) {
            Files.writeString(
                    folder.resolve(name + ".yaml"),
                    "summary: Multiples\nsteps: {it: {model: fake}}\n");
        }
        server =
                TestServer.start(
                        directory,
                        """
                        name: test
                        consumers:
                          shop:
                            purpose: Ranks what the shop shows
                            endpoints: [open]
                            keys: [{hash: "%s"}]
                          report:
                            purpose: Counts by night
                            models: [fake]
                            keys: [{hash: "%s"}]
                          operator:
                            purpose: Looks after all
                            keys: [{hash: "%s"}]
                        """
                                .formatted(
                                        KEYS.shop.hash(),
                                        KEYS.shopNext.hash(),
                                        KEYS.operator.hash()),
                        UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int predicted(String path, String key) {
        return server.post(path, RECORD, "x-api-key", key).statusCode();
    }

    private int inferred(String name, String key) {
        return server.post(
                        "/v2/models/" + name + "/infer",
                        TestServer.infer(1, 2, 3),
                        "x-api-key",
                        key)
                .statusCode();
    }

    @Test
    void allowedOneEndpoint_mayCallThatAloneAndNotTheModelBehindIt() {
        String key = KEYS.shop.reveal();
        assertThat(predicted("/v1/endpoints/open:predict", key)).isEqualTo(200);
        assertThat(inferred("open", key)).isEqualTo(200);
        assertThat(predicted("/v1/endpoints/closed:predict", key)).isEqualTo(403);
        assertThat(inferred("closed", key)).isEqualTo(403);
        assertThat(predicted("/v1/models/fake:predict", key)).isEqualTo(403);
        assertThat(
                        server.send(server.request("/v1/endpoints/closed").header("x-api-key", key))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void allowedOneModel_mayNotCallEndpointsOverIt() {
        String key = KEYS.shopNext.reveal();
        assertThat(predicted("/v1/models/fake:predict", key)).isEqualTo(200);
        assertThat(predicted("/v1/endpoints/open:predict", key)).isEqualTo(403);
        assertThat(inferred("open", key)).isEqualTo(403);
    }

    @Test
    void nameOfNothing_isNotToldWhichNamesAreNear_whereNotAllMayBeCalled() {
        for (String path :
                new String[] {
                    "/v1/endpoints/close:predict",
                    "/v1/models/fakes:predict",
                    "/v2/models/close/infer",
                    "/v2/models/fakes/versions/1/infer"
                }) {
            for (String key : new String[] {KEYS.shop.reveal(), KEYS.shopNext.reveal()}) {
                assertThat(server.post(path, RECORD, "x-api-key", key).body())
                        .doesNotContain("closed", "fake'", "fake,", "fake?");
            }
            assertThat(server.post(path, RECORD, "x-api-key", KEYS.operator.reveal()).body())
                    .containsAnyOf("closed", "fake");
        }
    }

    @Test
    void withoutARestriction_mayCallAll() {
        String key = KEYS.operator.reveal();
        assertThat(predicted("/v1/endpoints/closed:predict", key)).isEqualTo(200);
        assertThat(predicted("/v1/models/fake:predict", key)).isEqualTo(200);
    }

    @Test
    void withoutAKey_isRefused() {
        assertThat(server.post("/v1/endpoints/open:predict", RECORD).statusCode()).isEqualTo(401);
        assertThat(server.get("/v1/endpoints").statusCode()).isEqualTo(401);
        assertThat(server.get("/v1/endpoints/open").statusCode()).isEqualTo(401);
    }

    @Test
    void fromAPageOfAnotherSite_isForbidden() {
        assertThat(
                        server.post(
                                        "/v1/endpoints/open:predict",
                                        RECORD,
                                        "x-api-key",
                                        KEYS.shop.reveal(),
                                        "Origin",
                                        "https://elsewhere.example",
                                        "Sec-Fetch-Site",
                                        "cross-site")
                                .statusCode())
                .isEqualTo(403);
    }
}
