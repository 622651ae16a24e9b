package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir static Path directory;
    private static TestServer server;

    @BeforeAll
    static void start() {
        byte[] artifact = OnnxModels.identity(OnnxElementType.FLOAT, "batch");
        new SystemBuilder(directory)
                .with(
                        "numbers",
                        PackageBuilder.onnx(artifact)
                                .batch("batch")
                                .input("x", "float32", "[batch]")
                                .output("y", "float32", "[batch]"));
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void config_inputOfTheBatchAlone_hasWholeShapesAndNoBatchSize() {
        JsonNode config = TestServer.json(server.get("/v2/models/numbers/config"));
        assertThat(config.path("max_batch_size").asInt()).isZero();
        assertThat(config.at("/input/0/dims").toString()).isEqualTo("[-1]");
        assertThat(config.at("/output/0/dims").toString()).isEqualTo("[-1]");
        assertThat(config.has("dynamic_batching")).isFalse();
    }

    @Test
    void config_inputOfTheBatchAloneSentBack_stillTakesRecords() {
        String config = server.get("/v2/models/numbers/config").body();
        ObjectNode load = TestServer.JSON.createObjectNode();
        load.putObject("parameters").put("config", config);

        HttpResponse<String> loaded =
                server.post("/v2/repository/models/numbers/load", load.toString());

        assertThat(loaded.statusCode()).as(loaded.body()).isEqualTo(200);
        assertThat(server.get("/v2/models/numbers/config").body()).isEqualTo(config);
        HttpResponse<String> answer = server.post("/v1/models/numbers:predict", "{\"x\":2}");
        assertThat(TestServer.json(answer).path("y").asDouble()).isEqualTo(2);
    }
}
