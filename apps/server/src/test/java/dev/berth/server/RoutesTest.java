package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2",
                "/v2/",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/fake",
                "/v2/models/fake/",
                "/v2/models/fake/versions/1",
                "/v2/models/fake/ready",
                "/v2/models/fake/versions/1/ready",
                "/v2/models/fake/config",
                "/v2/models/fake/versions/2/config",
                "/v2/models/fake/stats",
                "/v2/models/fake/versions/1/stats",
                "/v2/models/fake/versions/-1/config",
                "/v2/models/fake/versions/-1/stats",
                "/v2/models/stats",
                "/v2/models",
                "/v2/models/",
                "/v2/trace/setting",
                "/v2/models/fake/trace/setting",
                "/v2/logging",
                "/v2/systemsharedmemory/status",
                "/v2/cudasharedmemory/region/a/status",
                "/v1/models",
                "/v1/models/fake",
                "/v1/models/fake/versions/1",
                "/v1/models/fake/versions/-1",
                "/openapi.json"
            })
    void get_everyRoute_answersJson(String path) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(json(response)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html",
        "/docs,text/html",
        "/docs/,text/html",
        "/docs/docs.css,text/css",
        "/docs/docs.js,text/javascript",
        "/metrics,text/plain"
    })
    void get_page_hasItsType(String path, String type) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith(type);
        assertThat(response.body()).isNotBlank();
    }

    @Test
    void head_page_hasNoBody() {
        HttpResponse<String> response =
                server.send(server.request("/docs").method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/fake/infer,POST",
        "/v1/models/fake:predict,POST",
        "/v2/repository/index,POST"
    })
    void get_postRoute_namesTheMethod(String path, String allow) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains(allow);
        assertThat(response.body()).contains("method-not-allowed");
    }

    @Test
    void post_getRoute_namesTheMethods() {
        HttpResponse<String> response = server.post("/v2/models/fake", "{}");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void unknownPath_isAProblemOutsideV2AndAnErrorWithin() {
        HttpResponse<String> outside = server.get("/nope");
        assertThat(outside.statusCode()).isEqualTo(404);
        assertThat(outside.headers().firstValue("content-type"))
                .contains("application/problem+json");
        assertThat(json(outside).path("code").asText()).isEqualTo("route-not-found");
        HttpResponse<String> within = server.get("/v2/nope");
        assertThat(within.statusCode()).isEqualTo(404);
        assertThat(json(within).path("error").asText()).startsWith("route-not-found: ");
    }

    @Test
    void models_ofV2_areNamed() {
        assertThat(server.get("/v2/models").body()).isEqualTo("{\"models\":[\"fake\",\"tiny\"]}");
    }

    @Test
    void home_forACallerOfJson_saysThatItIsAlive() {
        HttpResponse<String> json =
                server.send(server.request("/").header("accept", "application/json"));
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.headers().firstValue("content-type")).contains("application/json");
        assertThat(json.body()).isEqualTo("{\"status\":\"alive\"}");
        HttpResponse<String> page =
                server.send(server.request("/").header("accept", "text/html,*/*;q=0.8"));
        assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    }

    @Test
    void settings_areReadAndNotChanged() {
        assertThat(server.get("/v2/trace/setting").body())
                .isEqualTo(
                        "{\"trace_level\":[\"OFF\"],\"trace_rate\":\"0\",\"trace_count\":\"-1\","
                                + "\"log_frequency\":\"0\",\"trace_file\":\"\","
                                + "\"trace_mode\":\"opentelemetry\"}");
        JsonNode log = json(server.get("/v2/logging"));
        assertThat(log.path("log_error").booleanValue()).isTrue();
        assertThat(log.path("log_verbose_level").isInt()).isTrue();
        assertThat(server.get("/v2/models/nobody/trace/setting").statusCode()).isEqualTo(404);
        for (String path :
                List.of("/v2/trace/setting", "/v2/models/fake/trace/setting", "/v2/logging")) {
            assertThat(server.post(path, "{}").body()).isEqualTo(server.get(path).body());
            HttpResponse<String> change = server.post(path, "{\"log_info\":false}");
            assertThat(change.statusCode()).isEqualTo(501);
            assertThat(json(change).path("error").asText())
                    .startsWith("unimplemented: changing ")
                    .contains("when the server is started");
            assertThat(server.post(path, "{").statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/systemsharedmemory/unregister",
                "/v2/systemsharedmemory/region/a/unregister",
                "/v2/cudasharedmemory/unregister",
                "/v2/cudasharedmemory/region/a/unregister"
            })
    void unregister_ofWhatNeverWas_isDone(String path) {
        assertThat(server.post(path, "").statusCode()).isEqualTo(200);
        assertThat(server.post(path.replace("/un", "/"), "{}").statusCode()).isEqualTo(501);
    }

    @Test
    void problem_forACallerOfJsonAlone_isJson() {
        HttpResponse<String> response =
                server.post(
                        "/v1/models/fake:predict",
                        "{}",
                        "accept",
                        "application/json",
                        "content-type",
                        "application/json");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(json(response).path("code").asText()).isEqualTo("record-invalid");
        assertThat(json(response).path("error").asText()).startsWith("record-invalid: ");
        HttpResponse<String> ofAny = server.post("/v1/models/fake:predict", "{}", "accept", "*/*");
        assertThat(ofAny.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void metadata_ofModel_showsSignature() {
        JsonNode model = json(server.get("/v2/models/fake"));
        assertThat(model.path("name").asText()).isEqualTo("fake");
        assertThat(model.at("/versions/1").asText()).isEqualTo("2");
        assertThat(model.at("/inputs/0/datatype").asText()).isEqualTo("FP32");
        assertThat(model.at("/inputs/0/shape").toString()).isEqualTo("[-1,3]");
    }

    @Test
    void config_ofModel_leavesOutTheBatch() {
        JsonNode config = json(server.get("/v2/models/fake/config"));
        assertThat(config.path("max_batch_size").asInt()).isEqualTo(8);
        assertThat(config.at("/input/0/dims").toString()).isEqualTo("[3]");
        assertThat(config.at("/input/0/data_type").asText()).isEqualTo("TYPE_FP32");
    }

    @Test
    void statistics_afterARequest_countIt() {
        long before = inferences();
        server.post("/v2/models/fake/versions/1/infer", infer(1, 2, 3));
        assertThat(inferences()).isEqualTo(before + 1);
    }

    private static long inferences() {
        return json(server.get("/v2/models/fake/versions/1/stats"))
                .at("/model_stats/0/inference_count")
                .asLong();
    }

    @Test
    void readiness_ofBrokenModel_explains() {
        HttpResponse<String> response = server.get("/v2/models/broken/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).path("error").asText()).contains("model-not-ready", "summry");
    }

    @Test
    void repositoryIndex_showsReadyAndBroken() {
        List<String> states = new ArrayList<>();
        for (JsonNode entry : json(server.post("/v2/repository/index", ""))) {
            states.add(entry.path("name").asText() + " " + entry.path("state").asText());
        }
        assertThat(states).contains("tiny READY", "fake READY", "broken UNAVAILABLE");
        assertThat(server.post("/v2/repository/index", "{\"ready\":true}").body())
                .doesNotContain("broken");
        assertThat(server.post("/v2/repository/index", "{\"ready\":1}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void unloadAndLoad_ofModel_takeEffect() {
        assertThat(server.post("/v2/repository/models/tiny/unload", "{}").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v2/models/tiny/ready").statusCode()).isEqualTo(503);
        assertThat(server.post("/v2/repository/models/tiny/load", "").statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/models/tiny/ready").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/repository/models/nobody/load||404|model-not-found",
                "/v2/repository/models/nobody/unload||404|model-not-found",
                "/v2/repository/models/tiny/load|{\"parameters\":{\"config\":\"\"}}|400|parameter-invalid",
                "/v2/repository/other/models/tiny/load|{}|501|unimplemented",
                "/v1/models/tiny:classify|{\"examples\":[]}|501|unimplemented",
                "/v1/models/tiny/versions/1:explain|{\"instances\":[]}|501|unimplemented",
                "/v1/models/nobody:predict|{\"instances\":[]}|404|model-not-found",
                "/v2/repository/models/tiny/load|{\"parameters\"|400|request-malformed"
            })
    void repository_whatCannotBe_hasItsCode(String path, String body, int status, String code) {
        HttpResponse<String> response = server.post(path, body == null ? "" : body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).startsWith(code + ": ");
    }

    @Test
    void v1_listsModelsAndTheirVersions() {
        assertThat(json(server.get("/v1/models")).path("models").toString())
                .isEqualTo("[\"fake\",\"tiny\"]");
        JsonNode model = json(server.get("/v1/models/fake"));
        assertThat(model.path("ready").asBoolean()).isTrue();
        assertThat(model.at("/model_version_status/0/state").asText()).isEqualTo("AVAILABLE");
        assertThat(server.get("/v1/models/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void openApi_describesFields() {
        JsonNode document = json(server.get("/openapi.json"));
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        assertThat(document.path("paths").has("/v1/models/fake:predict")).isTrue();
        JsonNode field = document.at("/components/schemas/fake.Input/properties/x");
        assertThat(field.path("description").asText()).isEqualTo("three numbers");
        assertThat(field.path("x-unit").asText()).isEqualTo("m");
    }

    @Test
    void docs_loadNothingFromElsewhere() {
        String policy =
                server.get("/docs").headers().firstValue("content-security-policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'", "script-src 'self'");
        Pattern imported = Pattern.compile("from \"\\./([a-z]+\\.js)\"");
        Set<String> seen = new HashSet<>();
        Deque<String> open =
                new ArrayDeque<>(List.of("/docs", "/docs/docs.js", "/docs/docs.css", "/"));
        while (!open.isEmpty()) {
            String page = open.remove();
            if (seen.add(page)) {
                HttpResponse<String> response = server.get(page);
                assertThat(response.statusCode()).as(page).isEqualTo(200);
                assertThat(response.body()).doesNotContain("http://", "https://", "innerHTML");
                imported.matcher(response.body())
                        .results()
                        .forEach(match -> open.add("/docs/" + match.group(1)));
            }
        }
        assertThat(seen).contains("/docs/features.js", "/docs/statistics.js");
    }
}
