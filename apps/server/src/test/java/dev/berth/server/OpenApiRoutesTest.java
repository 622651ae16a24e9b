package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server's routes in its OpenAPI document.
class OpenApiRoutesTest {
    @TempDir static Path directory;

    private static TestServer server;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        var features = new FakeFeatures(true);
        server =
                TestServer.start(
                        directory,
                        options -> options.withFeatures((folder, store, all) -> features));
        document = json(server.get("/openapi.json"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void paths_ofRoutes_haveTheirOperations() {
        assertThat(operationId("/v2/health/live", "get")).isEqualTo("v2.health.live");
        assertThat(operationId("/v2/models/{model}/versions/{version}/infer", "post"))
                .isEqualTo("v2.models.model.versions.version.infer");
        assertThat(operationId("/v1/features:read", "post")).isEqualTo("features.read");
        assertThat(operationId("/v1/features/{view}/lineage", "get")).isEqualTo("features.lineage");
        assertThat(operationId("/v1/features/{view}:materialize", "get"))
                .isEqualTo("features.materializeView.state");
        assertThat(operationId("/v1/features/{view}:materialize", "post"))
                .isEqualTo("features.materializeView");
        assertThat(document.get("paths").has("/metrics")).isFalse();
    }

    private static String operationId(String path, String method) {
        return document.path("paths").path(path).path(method).path("operationId").asText();
    }

    @Test
    void operations_all_haveAnIdOfTheirOwn() {
        Set<String> ids = new HashSet<>();
        for (JsonNode id : document.findValues("operationId")) {
            assertThat(ids.add(id.asText())).as("%s", id).isTrue();
        }
        assertThat(ids).hasSizeGreaterThan(20);
    }

    @Test
    void references_all_leadSomewhere() {
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as("%s", reference)
                    .isFalse();
        }
    }

    @Test
    void paths_all_declareTheirVariables() {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            assertThat(path.getValue().path("parameters").size())
                    .as(path.getKey())
                    .isEqualTo((int) path.getKey().chars().filter(c -> c == '{').count());
        }
    }
}
