package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRestTest {
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

    @Test
    void infer_onnxModel_answersProbabilities() {
        String numbers = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16";
        HttpResponse<String> response =
                server.post(
                        "/v2/models/tiny/infer",
                        "{\"id\":\"a7\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":["
                                + numbers
                                + "]}]}");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.path("id").asText()).isEqualTo("a7");
        assertThat(answer.path("model_version").asText()).isEqualTo("1");
        double sum = 0;
        for (JsonNode value : answer.at("/outputs/0/data")) {
            sum += value.asDouble();
        }
        assertThat(sum).isEqualTo(1, within(1e-5));
        assertThat(response.headers().firstValue("berth-request-id")).contains("a7");
    }

    @Test
    void infer_withNulls_takesThemAsAbsentAndAsNaN() {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer",
                        """
                        {"id":null,"parameters":null,"outputs":null,"inputs":[{"name":"x",
                         "shape":[1,3],"datatype":"FP32","parameters":null,"data":[1.0,null,3.0]}]}
                        """);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"data\":[2.0,NaN,6.0]").doesNotContain("\"id\"");
        HttpResponse<String> index =
                server.post("/v2/repository/index", "{\"ready\":null,\"repository_name\":null}");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body()).contains("broken");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/fake/infer,2",
        "/v2/models/fake/versions/1/infer,1",
        "/v2/models/fake/versions/2/infer/,2",
        "/v2/models/fake/versions/-1/infer,2",
        "/v2/models/%66ake/infer,2",
        "/v2/models/fake/infer?a=b,2"
    })
    void infer_versionRoutes_takeTheirVersion(String path, int factor) {
        JsonNode answer = json(server.post(path, infer(1, 2, 3)));
        assertThat(answer.path("model_version").asInt()).isEqualTo(factor);
        assertThat(answer.at("/outputs/0/data/2").asInt()).isEqualTo(3 * factor);
    }

    @Test
    void infer_withoutContentType_isTaken() {
        HttpRequest.Builder request =
                server.request("/v2/models/fake/infer")
                        .POST(HttpRequest.BodyPublishers.ofString(infer(1, 2, 3)));
        assertThat(server.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void infer_byHttp2_isTheSame() {
        HttpResponse<String> response =
                server.sendByHttp2(server.posting("/v2/models/fake/infer", infer(1, 2, 3)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
        assertThat(json(response).at("/outputs/0/data/0").asInt()).isEqualTo(2);
    }

    @Test
    void infer_binaryTensors_areTakenAndGiven() {
        byte[] header =
                ("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\","
                                + "\"parameters\":{\"binary_data_size\":12}}],"
                                + "\"parameters\":{\"binary_data_output\":true}}")
                        .getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> response =
                server.sendForBytes(
                        server.request("/v2/models/fake/infer")
                                .header(
                                        "Inference-Header-Content-Length",
                                        Integer.toString(header.length))
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                join(header, floats(1, 2, 3)))));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/octet-stream");
        int jsonLength =
                response.headers()
                        .firstValue("Inference-Header-Content-Length")
                        .map(Integer::parseInt)
                        .orElseThrow();
        byte[] body = response.body();
        assertThat(body.length - jsonLength).isEqualTo(12);
        assertThat(ByteBuffer.wrap(body, jsonLength, 12).order(ByteOrder.LITTLE_ENDIAN).getFloat())
                .isEqualTo(2f);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"-1", "99999", "many", "''"})
    void infer_headerLengthThatLies_isRefused(String length) {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer",
                        infer(1, 2, 3),
                        "Inference-Header-Content-Length",
                        length);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).startsWith("request-malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1,3]|[1,2,3]|shape-mismatch",
                "[9223372036854775807,3]|[1,2,3]|shape-mismatch",
                "[1,3]|[1,2]|size-mismatch",
                "[1,3]|[1,2,3,4]|size-mismatch",
                "[1,4]|[1,2,3,4]|shape-mismatch",
                "[1,3]|[1,2,\"a\"]|value-invalid",
            })
    void infer_requestThatDoesNotFit_saysWhy(String shape, String data, String code) {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":"
                                + shape
                                + ",\"datatype\":\"FP32\",\"data\":"
                                + data
                                + "}]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).startsWith(code + ": ");
    }

    @Test
    void infer_deepJson_isRefused() {
        HttpResponse<String> response =
                server.post("/v2/models/fake/infer", "{\"a\":" + "[".repeat(10_000));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).startsWith("request-malformed");
    }

    @Test
    void infer_emptyBatch_answersNoRows() {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,3],\"datatype\":\"FP32\",\"data\":[]}]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/outputs/0/data")).isEmpty();
    }

    @Test
    void infer_engineFails_is500AndNextSucceeds() {
        HttpResponse<String> failed = server.post("/v2/models/fake/infer", infer(1, 666, 3));
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(json(failed).path("error").asText()).startsWith("inference-failed");
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/nobody/infer,404,model-not-found",
        "/v2/models/not%20a%20name/infer,404,model-not-found",
        "/v2/models/fake/versions/9/infer,404,model-version-not-found",
        "/v2/models/fake/versions/%20/infer,404,model-version-not-found",
        "/v2/models/broken/infer,503,model-not-ready",
        "/v2/models/fake/generate,501,unimplemented",
        "/v2/models/fake/else,404,route-not-found"
    })
    void infer_whatIsNotThere_hasItsCode(String path, int status, String code) {
        HttpResponse<String> response = server.post(path, infer(1, 2, 3));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).startsWith(code + ": ");
    }
}
