package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A model with an imputer, as skl2onnx writes one, and callers that mark a value as missing.
class MissingValuesTest {
    private static final String PREDICT = "/v1/models/imputed:predict";

    @TempDir Path directory;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        new SystemBuilder(directory)
                .with(
                        "imputed",
                        "1",
                        imputer(),
                        """
                summary: A number, or 40 in its place
                artifacts: {model: model.onnx}
                signature:
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N], meaning: an age, range: {min: 0, max: 130}, missing: nan}
                    - {name: visits, type: int64, shape: [N], meaning: a count, range: {min: 0}, missing: -1}
                    - {name: plan, type: string, shape: [N], meaning: a plan, categories: [a, b], default: a}
                    - {name: marks, type: float32, shape: [N, 2], meaning: marks, missing: 0, default: [1, 2]}
                  outputs:
                    - {name: y, type: float32, shape: [N], meaning: the age or 40}
                    - {name: seen, type: string, shape: [N], meaning: the other inputs}
                encode:
                  - {step: reshape, from: x, shape: [1], into: x}
                decode:
                  - {step: reshape, from: y, shape: [], into: y}
                  - {step: cel, expression: "string(visits) + plan + string(int(marks[0])) + string(int(marks[1]))", into: seen}
                """);
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.assertNothingLeaked();
        server.close();
    }

    /// `x` float [batch, 1] to `y`, in which 40 stands for NaN.
    private static byte[] imputer() {
        return OnnxModelFile.of(
                        OnnxGraph.named("imputer")
                                .input("x", tensor(FLOAT, "batch", 1))
                                .output("y", tensor(FLOAT, "batch", 1))
                                .node(
                                        OnnxNode.of("Imputer", List.of("x"), List.of("y"))
                                                .domain("ai.onnx.ml")
                                                .reals("imputed_value_floats", 40)
                                                .real("replaced_value_float", Float.NaN)))
                .opset("ai.onnx.ml", 1)
                .toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":7,\"visits\":3,\"plan\":\"b\",\"marks\":[3,4]}|{\"y\":7.0,\"seen\":\"3b34\"}",
                "{\"x\":null,\"visits\":null,\"plan\":null,\"marks\":[null,4]}|{\"y\":40.0,\"seen\":\"-1a04\"}",
                "{\"x\":null,\"visits\":0,\"marks\":null}|{\"y\":40.0,\"seen\":\"0a12\"}",
                "{\"instances\":[{\"x\":null,\"visits\":0},{\"x\":1,\"visits\":0}]}|{\"predictions\":[{\"y\":40.0,\"seen\":\"0a12\"},{\"y\":1.0,\"seen\":\"0a12\"}]}",
                "{\"inputs\":{\"x\":[null,2],\"visits\":[null,5]}}|{\"outputs\":{\"y\":[40.0,2.0],\"seen\":[\"-1a12\",\"5a12\"]}}"
            })
    void null_whereItMayStand_isWhatTheFieldSays(String request, String answer) {
        HttpResponse<String> response = server.post(PREDICT, request);
        assertThat(response.body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":131,\"visits\":1}|$.x",
                "{\"x\":1,\"visits\":-1}|$.visits",
                "{\"visits\":1}|$.x",
                "{\"x\":[null],\"visits\":1}|$.x",
                "{\"x\":1,\"visits\":1,\"marks\":[null]}|$.marks"
            })
    void valuesThatAreNotMissing_keepTheirRules(String request, String place) {
        HttpResponse<String> response = server.post(PREDICT, request);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).path("errors").get(0).path("path").asText()).isEqualTo(place);
    }

    @Test
    void openApi_saysWhereNullMayStand() {
        JsonNode fields = json(server.get("/openapi.json")).findParent("visits");
        assertThat(fields.at("/x/type").toString()).isEqualTo("[\"number\",\"null\"]");
        assertThat(fields.at("/x/x-missing").asText()).isEqualTo("nan");
        JsonNode plan = fields.path("plan");
        assertThat(plan.path("type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(plan.path("enum").toString()).isEqualTo("[\"a\",\"b\",null]");
        JsonNode marks = fields.path("marks");
        assertThat(marks.path("type").toString()).isEqualTo("[\"array\",\"null\"]");
        assertThat(marks.path("items").path("type").toString()).isEqualTo("[\"number\",\"null\"]");
    }
}
