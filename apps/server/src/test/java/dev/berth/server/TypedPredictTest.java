package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedPredictTest {
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

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":[1,2,3]}|{\"y\":[2.0,4.0,6.0]}",
                "{\"records\":[{\"x\":[1,2,3]},{\"x\":[4,5,6]}]}|{\"records\":[{\"y\":[2.0,4.0,6.0]},{\"y\":[8.0,10.0,12.0]}]}",
                "{\"records\":[]}|{\"records\":[]}",
                "{\"instances\":[[1,2,3]]}|{\"predictions\":[[2.0,4.0,6.0]]}",
                "{\"instances\":[{\"x\":[1,2,3]}]}|{\"predictions\":[[2.0,4.0,6.0]]}",
                "{\"inputs\":[[1,2,3]]}|{\"outputs\":[[2.0,4.0,6.0]]}",
                "{\"inputs\":{\"x\":[[1,2,3]]}}|{\"outputs\":[[2.0,4.0,6.0]]}"
            })
    void predict_everyForm_isAnsweredInKind(String request, String answer) {
        HttpResponse<String> response = server.post("/v1/models/fake:predict", request);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(answer);
    }

    @Test
    void predict_version_isTaken() {
        HttpResponse<String> response =
                server.post("/v1/models/fake/versions/1:predict", "{\"x\":[1,2,3]}");
        assertThat(response.body()).isEqualTo("{\"y\":[1.0,2.0,3.0]}");
        assertThat(response.headers().firstValue("berth-model-version")).contains("1");
    }

    @Test
    void predict_recordsThatDoNotFit_namesEveryFault() {
        HttpResponse<String> response =
                server.post(
                        "/v1/models/fake:predict",
                        "{\"records\":[{\"x\":[1,\"two\",3]},{\"z\":1},{\"x\":[1,2,5000]}]}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("code").asText()).isEqualTo("record-invalid");
        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("errors").toString())
                .contains(
                        "$.records[0].x[1]", "$.records[1].z", "$.records[1]", "$.records[2].x[2]");
        assertThat(problem.path("errors").size()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/models/nobody:predict|{}|404|model-not-found",
                "/v1/models/fake/versions/7:predict|{}|404|model-version-not-found",
                "/v1/models/broken:predict|{}|503|model-not-ready",
                "/v1/models/fake:predict|{|400|request-malformed",
                "/v1/models/fake:predict|[]|400|request-malformed",
                "/v1/models/fake:predict|''|400|request-malformed",
                "/v1/models/fake:explain|{}|501|unimplemented",
                "/v1/models/fake:predict|{\"x\":[1,666,3]}|500|inference-failed"
            })
    void predict_whatCannotBe_isAProblem(String path, String body, int status, String code) {
        HttpResponse<String> response = server.post(path, body);
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode problem = json(response);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("type").asText()).endsWith(code);
    }

    @ParameterizedTest
    @CsvSource({"text/html", "multipart/form-data; boundary=x", "image/png", "text/xml"})
    void predict_wrongContentType_isRefused(String type) {
        HttpResponse<String> response =
                server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}", "Content-Type", type);
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(json(response).path("code").asText()).isEqualTo("unsupported-media-type");
    }

    @Test
    void predict_sameRequestId_isEchoed() {
        assertThat(requestId("X-Request-Id", "abc-1")).isEqualTo("abc-1");
        assertThat(requestId("Berth-Request-Id", "abc-2")).isEqualTo("abc-2");
        assertThat(requestId("X-Request-Id", "two words")).matches("[0-9a-f-]{36}");
    }

    private static String requestId(String header, String id) {
        return server.post("/v1/models/fake:predict", "{\"x\":[1,2,3]}", header, id)
                .headers()
                .firstValue("berth-request-id")
                .orElseThrow();
    }

    @Test
    void predict_inAStructuredCloudEvent_isAnsweredInOne() {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"tests\",\"type\":\"ask\","
                        + "\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"instances\":[[1,2,3]]}}";
        HttpResponse<String> response =
                server.post(
                        "/v1/models/fake:predict",
                        event,
                        "content-type",
                        "application/cloudevents+json; charset=utf-8");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("application/cloudevents+json");
        JsonNode answer = TestServer.json(response);
        assertThat(answer.path("specversion").asText()).isEqualTo("1.0");
        assertThat(answer.path("type").asText()).isEqualTo("io.kserve.inference.response");
        assertThat(answer.path("source").asText()).isEqualTo("io.kserve.inference.fake");
        assertThat(answer.path("id").asText()).hasSize(36);
        assertThat(Instant.parse(answer.path("time").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(answer.path("data").toString()).isEqualTo("{\"predictions\":[[2.0,4.0,6.0]]}");
        HttpResponse<String> faulty =
                server.post(
                        "/v1/models/fake:predict",
                        event.replace("\"specversion\":\"1.0\",", ""),
                        "content-type",
                        "application/cloudevents+json");
        assertThat(faulty.statusCode()).isEqualTo(400);
        assertThat(faulty.body()).contains("the CloudEvent has no 'specversion'");
        assertThat(
                        server.post(
                                        "/v1/models/fake:predict",
                                        "[" + event + "]",
                                        "content-type",
                                        "application/cloudevents-batch+json")
                                .statusCode())
                .isEqualTo(415);
    }

    @Test
    void predict_inABinaryCloudEvent_isAnsweredInOne() {
        HttpResponse<String> response =
                server.post(
                        "/v1/models/fake:predict",
                        "{\"instances\":[[1,2,3]]}",
                        "content-type",
                        "application/json",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "e1",
                        "ce-source",
                        "tests",
                        "ce-type",
                        "ask");
        assertThat(response.body()).isEqualTo("{\"predictions\":[[2.0,4.0,6.0]]}");
        assertThat(response.headers().firstValue("ce-type"))
                .hasValue("io.kserve.inference.response");
        assertThat(response.headers().firstValue("ce-source")).hasValue("io.kserve.inference.fake");
        assertThat(response.headers().firstValue("ce-id")).isPresent();
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }
}
