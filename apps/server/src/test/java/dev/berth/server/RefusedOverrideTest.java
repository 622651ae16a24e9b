package dev.berth.server;

import static dev.berth.server.OverrideServer.ONNX;
import static dev.berth.server.OverrideServer.assertRefused;
import static dev.berth.server.OverrideServer.base64;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rejected loads with `config` and files: it is refused, with the reason, and changes nothing.
class RefusedOverrideTest {
    @TempDir static Path directory;

    private static OverrideServer server;

    @BeforeAll
    static void start() throws IOException {
        server = OverrideServer.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void load_weightsOutsideTheFolder_areRefused() throws IOException {
        Path cache = Files.createDirectories(directory.resolve("cache"));
        Path secret = Files.write(cache.resolve("secret.bin"), new byte[8]);
        for (String path : List.of(secret.toString(), "../../../../../secret.bin")) {
            var graph =
                    OnnxGraph.named("outside")
                            .input("x", OnnxType.tensor(OnnxElementType.FLOAT, "batch", 2))
                            .output("y", OnnxType.tensor(OnnxElementType.FLOAT, "batch", 2))
                            .initializer(
                                    "w",
                                    OnnxTensor.external(
                                            OnnxElementType.FLOAT, List.of(2L), path, 0))
                            .node(OnnxNode.of("Mul", List.of("x", "w"), List.of("y")));
            byte[] model = OnnxModelFile.of(graph).toByteArray();

            assertRefused(
                    server.load("sent", Map.of("config", ONNX, "file:1/model.onnx", base64(model))),
                    400,
                    "parameter-invalid");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"other\"}|400|'other' (expected: 'scaled')",
                "{\"backend\":\"tensorflow\"}|400|'tensorflow' (expected: 'onnxruntime')",
                "{\"platform\":\"tensorrt_plan\"}|400|'onnxruntime_onnx'",
                "{\"max_batch_size\":-1}|400|from 0 to 65536",
                "{\"instance_group\":[{\"count\":1,\"kind\":\"KIND_GPU\"}]}|400|KIND_CPU",
                "{\"sequence_batching\":{}}|400|$.sequence_batching: not offered here",
                "{\"response_cache\":{\"enable\":true}}|400|$.response_cache",
                "{\"version_policy\":{\"specific\":{\"versions\":[9]}}}|400|[1]",
                "{\"version_policy\":{\"newest\":{}}}|400|latest, all, specific",
                "{\"input\":[{\"name\":\"x\"}]}|400|no 'data_type'",
                "{\"input\":[{\"name\":\"z\",\"data_type\":\"TYPE_FP32\",\"dims\":[1]}]}|422|one of [x]",
                "{\"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_INT64\",\"dims\":[1]}]}|422|FP32 [1]",
                "{\"output\":[{\"name\":\"y\",\"data_type\":\"TYPE_FP32\",\"dims\":[2]}]}|422|FP32 [2]",
                "{\"name\":|400|is not JSON",
                "[]|400|an object"
            })
    void load_configThatCannotBe_isRefusedAndChangesNothing(
            String config, int status, String told) {
        HttpResponse<String> response = server.load("scaled", Map.of("config", config));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).contains(told);
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
        assertThat(server.batchSizeMax()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "file:../model.onnx",
        "file:1/../../model.onnx",
        "file:../../root/.bashrc",
        "file:1/.hidden",
        "file:/etc/passwd",
        "file:1",
        "file:1/a/b.onnx",
        "file:1/model.yaml"
    })
    void load_fileInAnotherPlace_isRefused(String parameter) throws IOException {
        assertRefused(
                server.load(
                        "scaled", Map.of("config", ONNX, parameter, base64(OnnxModels.scale(5)))),
                400,
                "parameter-invalid");
        assertThat(server.sentFiles()).isEmpty();
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_filesThatCannotBe_areRefusedAndChangeNothing() throws IOException {
        String file = "file:3/model.onnx";
        String scale = base64(OnnxModels.scale(5));
        assertRefused(server.load("scaled", Map.of(file, scale)), 400, "parameter-invalid");
        assertRefused(
                server.load("scaled", Map.of("config", ONNX, file, "*not base64*")),
                400,
                "parameter-invalid");
        assertRefused(
                server.load("scaled", Map.of("config", ONNX, file, 7)), 400, "parameter-invalid");
        assertRefused(server.load("scaled", Map.of("config", 7)), 400, "parameter-invalid");
        assertRefused(
                server.load("scaled", Map.of("config", ONNX, file, base64(new byte[100]))),
                400,
                "parameter-invalid");
        assertRefused(
                server.load("scaled", Map.of("config", ONNX, "file:3/weights.bin", scale)),
                400,
                "parameter-invalid");
        assertRefused(
                server.load("scaled", Map.of("config", ONNX, file, scale, "file:4/model.onnx", "")),
                400,
                "parameter-invalid");
        assertRefused(
                server.load("-nobody", Map.of("config", ONNX, file, scale)),
                404,
                "model-not-found");
        assertRefused(server.load("nobody", Map.of("config", ONNX)), 404, "model-not-found");

        assertThat(server.sentFiles()).isEmpty();
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_tooManyFiles_areRefused() {
        ObjectNode parameters = TestServer.JSON.createObjectNode().put("config", ONNX);
        for (int i = 0; i <= 64; i++) {
            parameters.put("file:1/part" + i, "");
        }
        ObjectNode body = TestServer.JSON.createObjectNode();
        body.set("parameters", parameters);
        HttpResponse<String> response =
                server.post("/v2/repository/models/sent/load", body.toString());

        assertRefused(response, 400, "parameter-invalid");
        assertThat(response.body()).contains("at most 64 files");
    }
}
