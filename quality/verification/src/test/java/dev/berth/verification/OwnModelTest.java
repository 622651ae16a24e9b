package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of `berth up --model FILE` with files that were not made for Berth: a client that only has
/// the model's metadata gets a response in the shapes of the metadata.
class OwnModelTest {
    /// Size of every dynamic dimension; recognisers halve an image five times.
    private static final int DYNAMIC_SIZE = 64;

    /// Model file with the sizes of its dynamic dimensions by position.
    record OwnModel(String name, ByteString content, int batch, int dynamicSize) {
        static OwnModel of(String name, byte[] content, int batch) {
            return new OwnModel(name, ByteString.copyFrom(content), batch, 1);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<OwnModel> models() {
        return Stream.of(
                ofClassPath("models/ch_PP-OCRv4_det_infer.onnx", 1, DYNAMIC_SIZE),
                ofClassPath("models/ch_ppocr_mobile_v2.0_cls_infer.onnx", 2, DYNAMIC_SIZE),
                // Its height is dynamic in the file, yet it only supports 48.
                ofClassPath("models/ch_PP-OCRv4_rec_infer.onnx", 2, 48),
                ofClassPath("all-minilm-l6-v2-q.onnx", 2, 16),
                OwnModel.of("sklearn labels.onnx", OnnxModels.sklearnClassifier(), 2),
                OwnModel.of("sklearn-words.onnx", OnnxModels.sklearnStringClassifier(), 2),
                OwnModel.of("tiny.onnx", OnnxModels.tinyMlp(7), 3),
                OwnModel.of("sequence.onnx", OnnxModels.sequenceOutput(), 2),
                OwnModel.of("unbatched.onnx", OnnxModels.unbatched(), 1),
                OwnModel.of("optional.onnx", OnnxModels.optionalInput(), 2),
                OwnModel.of("text.onnx", OnnxModels.identity(OnnxElementType.STRING, "n"), 2),
                OwnModel.of("half.onnx", OnnxModels.identity(OnnxElementType.FLOAT16, "n", 2), 2));
    }

    private static OwnModel ofClassPath(String entry, int batch, int dynamicSize) {
        try (InputStream content =
                Objects.requireNonNull(
                        OwnModelTest.class.getClassLoader().getResourceAsStream(entry), entry)) {
            String name = entry.substring(entry.lastIndexOf('/') + 1);
            return new OwnModel(name, ByteString.readFrom(content), batch, dynamicSize);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TempDir private static Path folder;

    private static final Map<String, String> NAMES = new HashMap<>();

    private static RunningServer server;

    /// One server of all files: a package around a file is the same, whichever command writes it.
    @BeforeAll
    static void start() throws IOException {
        Path system = folder.resolve("system");
        for (OwnModel model : (Iterable<OwnModel>) models()::iterator) {
            Path file = Files.write(folder.resolve(model.name()), model.content().toByteArray());
            Outcome made =
                    InProcessCommand.run(
                            "init",
                            "--model",
                            file.toString(),
                            "--output",
                            system.toString(),
                            "--json");
            assertThat(made.status()).as(made.err()).isZero();
            String reference = RunningServer.json(made.out()).path("model").asText();
            NAMES.put(model.name(), reference.substring(0, reference.indexOf('@')));
        }
        server = RunningServer.start(system);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("models")
    void file_served_answersWhatItsMetadataAnnounce(OwnModel model) {
        String address = "/v2/models/" + NAMES.get(model.name());
        JsonNode metadata = RunningServer.answer(server.get(address));
        JsonNode answer =
                RunningServer.answer(server.post(address + "/infer", request(model, metadata)));
        assertAnnounced(metadata, answer);
    }

    /// With a name that is no name of a model.
    @Test
    void file_inOneCommand_isServedUntilTheProcessIsTerminated() throws Exception {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Path file = alone.resolve("sklearn labels.onnx");
        Files.write(file, OnnxModels.sklearnClassifier());
        try (BerthProgram program =
                        Call.of("up", "--model", file.getFileName().toString(), "--port", "0")
                                .in(alone)
                                .start();
                HttpClient client = HttpClient.newHttpClient()) {
            URI index = URI.create("http://localhost:" + program.awaitPort() + "/v1/models");
            JsonNode served =
                    RunningServer.answer(
                            client.send(
                                    HttpRequest.newBuilder(index).timeout(Await.TIMEOUT).build(),
                                    BodyHandlers.ofString()));
            assertThat(served.path("models").path(0).asText())
                    .isEqualTo(NAMES.get("sklearn labels.onnx"));
            assertThat(program.terminate().status()).isZero();
        }
    }

    /// A request from the metadata alone, with ones everywhere.
    private static String request(OwnModel model, JsonNode metadata) {
        List<String> inputs = new ArrayList<>();
        for (JsonNode input : metadata.path("inputs")) {
            List<Integer> shape = new ArrayList<>();
            int count = 1;
            for (JsonNode dimension : input.path("shape")) {
                int size = dimension.asInt();
                if (size < 0) {
                    size = shape.isEmpty() ? model.batch() : model.dynamicSize();
                }
                shape.add(size);
                count *= size;
            }
            String type = input.path("datatype").asText();
            String value = type.equals("BYTES") ? "\"one\"" : type.equals("BOOL") ? "true" : "1";
            inputs.add(
                    """
                    {"name": %s, "datatype": "%s", "shape": %s, "data": [%s]}"""
                            .formatted(
                                    RunningServer.quoted(input.path("name").asText()),
                                    type,
                                    shape,
                                    String.join(",", java.util.Collections.nCopies(count, value))));
        }
        return "{\"inputs\": [" + String.join(",", inputs) + "]}";
    }

    private static void assertAnnounced(JsonNode metadata, JsonNode answer) {
        assertThat(answer.path("outputs")).hasSize(metadata.path("outputs").size());
        for (int i = 0; i < metadata.path("outputs").size(); i++) {
            JsonNode announced = metadata.path("outputs").path(i);
            JsonNode output = answer.path("outputs").path(i);
            assertThat(output.path("name")).isEqualTo(announced.path("name"));
            assertThat(output.path("datatype")).isEqualTo(announced.path("datatype"));
            assertThat(output.path("shape")).hasSameSizeAs(announced.path("shape"));
            int count = 1;
            for (int d = 0; d < output.path("shape").size(); d++) {
                int size = output.path("shape").path(d).asInt();
                int expected = announced.path("shape").path(d).asInt();
                assertThat(size)
                        .as(output.path("name").asText())
                        .matches(s -> expected < 0 || s == expected);
                count *= size;
            }
            assertThat(leaves(output.path("data"))).isEqualTo(count);
        }
    }

    private static int leaves(JsonNode data) {
        if (!data.isArray()) {
            return 1;
        }
        int leaves = 0;
        for (JsonNode element : data) {
            leaves += leaves(element);
        }
        return leaves;
    }
}
