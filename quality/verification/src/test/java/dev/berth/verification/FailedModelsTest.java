package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of two broken packages beside a valid one, which is served while the broken ones are
/// explained.
class FailedModelsTest {
    @TempDir static Path folder;

    private static BerthProgram program;
    private static String address;

    @BeforeAll
    static void start() {
        SystemBuilder.in(folder)
                .with("good", PackageBuilder.scale(2))
                .with("misspelt", PackageBuilder.scale(2))
                .edit("models/misspelt/1/model.yaml", text -> text.replace("summary", "sumary"))
                .with("corrupt", PackageBuilder.scale(2))
                .write("models/corrupt/1/model.onnx", "not a model");
        program = Call.of("up", folder.toString(), "--port", "0").start();
        address = "http://localhost:" + program.awaitPort();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void good_besideBroken_serves() throws Exception {
        JsonNode answer = post("/v1/models/good:predict", "{\"x\": [3]}");
        assertThat(answer.toString()).isEqualTo("{\"y\":[6.0]}");
    }

    @Test
    void broken_inIndex_areExplained() throws Exception {
        Map<String, JsonNode> entries = new HashMap<>();
        post("/v2/repository/index", "").forEach(e -> entries.put(e.path("name").asText(), e));
        assertThat(entries).containsOnlyKeys("good", "misspelt", "corrupt");
        assertThat(entry(entries, "good", "state")).isEqualTo("READY");
        assertThat(entry(entries, "misspelt", "state")).isEqualTo("UNAVAILABLE");
        assertThat(entry(entries, "misspelt", "reason"))
                .contains("sumary", "summary", "model.yaml");
        assertThat(entry(entries, "corrupt", "state")).isEqualTo("UNAVAILABLE");
        assertThat(entry(entries, "corrupt", "reason")).contains("model.onnx");
    }

    private static String entry(Map<String, JsonNode> entries, String model, String member) {
        return Objects.requireNonNull(entries.get(model)).path(member).asText();
    }

    @Test
    void broken_inModelsCommand_areExplained() {
        for (String place : new String[] {address, folder.toString()}) {
            Outcome outcome = InProcessCommand.run("models", place, "--json");
            assertThat(outcome.status()).as(outcome.err()).isZero();
            Map<String, JsonNode> entries = new HashMap<>();
            RunningServer.json(outcome.out())
                    .forEach(e -> entries.put(e.path("model").asText(), e));
            assertThat(entries).as(place).containsOnlyKeys("good", "misspelt", "corrupt");
            assertThat(entry(entries, "misspelt", "reason")).contains("sumary");
            assertThat(entry(entries, "corrupt", "reason")).contains("model.onnx");
            assertThat(InProcessCommand.run("models", place).out())
                    .contains("sumary", "model.onnx");
        }
    }

    @Test
    void broken_inLog_areExplained() {
        assertThat(program.err()).contains("misspelt", "sumary", "corrupt", "model.onnx");
    }

    private static JsonNode post(String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address + path))
                            .POST(BodyPublishers.ofString(body))
                            .build();
            return RunningServer.answer(client.send(request, BodyHandlers.ofString()));
        }
    }
}
