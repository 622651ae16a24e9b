package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A server to which models are sent; its directory's `scaled@1` doubles. Closing it checks that no
/// file that was sent stays.
final class OverrideServer implements AutoCloseable {
    static final String ONNX = "{\"backend\":\"onnxruntime\"}";
    static final String PACKAGE =
            """
            summary: Scales a number
            artifacts: {model: model.onnx}
            signature:
              batch: batch
              inputs:
                - {name: x, type: float32, shape: [batch, 1], meaning: a number, example: [1]}
              outputs:
                - {name: y, type: float32, shape: [batch, 1], meaning: its multiple}
            """;

    private final Path directory;
    private final TestServer server;

    private OverrideServer(Path directory) throws IOException {
        this.directory = directory;
        writeScaled(2);
        this.server = TestServer.start(directory);
    }

    static OverrideServer start(Path directory) throws IOException {
        return new OverrideServer(directory);
    }

    TestServer server() {
        return server;
    }

    HttpResponse<String> get(String path) {
        return server.get(path);
    }

    HttpResponse<String> post(String path, String body) {
        return server.post(path, body);
    }

    /// Scans the directory again.
    void refresh() {
        server.server().serving().refresh().join();
    }

    void writeScaled(float factor) {
        new SystemBuilder(directory).with("scaled", "1", OnnxModels.scale(factor), PACKAGE);
    }

    List<Path> sentFiles() throws IOException {
        Path folder = directory.resolve("cache/overrides");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    HttpResponse<String> load(String model, Map<String, ?> parameters) {
        ObjectNode body = TestServer.JSON.createObjectNode();
        body.set("parameters", TestServer.JSON.valueToTree(parameters));
        return server.post("/v2/repository/models/" + model + "/load", body.toString());
    }

    HttpResponse<String> send(String model, String version, float factor) {
        return load(
                model,
                Map.of(
                        "config",
                        ONNX,
                        "file:" + version + "/model.onnx",
                        base64(OnnxModels.scale(factor))));
    }

    /// What the model makes of 1, with the version that did.
    String answer(String model) {
        var answer =
                json(
                        server.post(
                                "/v2/models/" + model + "/infer",
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1]}]}"));
        return answer.path("model_version").asText()
                + ": "
                + answer.at("/outputs/0/data/0").asText();
    }

    int batchSizeMax() {
        return json(server.get("/v2/models/scaled/config")).path("max_batch_size").asInt();
    }

    static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).startsWith(code + ": ");
    }

    @Override
    public void close() throws IOException {
        server.close();
        assertThat(sentFiles()).isEmpty();
    }
}
