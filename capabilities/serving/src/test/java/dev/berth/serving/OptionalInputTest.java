package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.system.ValidationError;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.runtime.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inputs for which the artifact has a value of its own.
class OptionalInputTest {
    private static final String FACTOR =
            "    - {name: factor, type: float32, shape: [1], meaning: what to multiply by, default: [3]}";

    private final FakeSystem system;
    private final Path folder;

    OptionalInputTest(@TempDir Path directory) throws IOException {
        system = new FakeSystem(directory);
        folder = Files.createDirectories(directory.resolve("models/m/1"));
    }

    private void describe(String engine, String batch, String rows, String... more)
            throws IOException {
        system.files()
                .write(
                        "models/m/1/model.yaml",
                        """
                        summary: Multiplies by a number
                        artifacts: {model: model.file}
                        runtime: {engine: %s}
                        signature:
                        %s
                          outputs:
                            - {name: y, type: float32, shape: [%s, 1], meaning: its multiple}
                          inputs:
                            - {name: x, type: float32, shape: [%s, 1], meaning: a number}
                        %s
                        """
                                .formatted(engine, batch, rows, rows, String.join("\n", more)));
    }

    private void writeOnnx(String batch, String rows, String... more) throws IOException {
        system.files().write("models/m/1/model.file", OnnxModels.optionalInput());
        describe("onnx", batch, rows, more);
    }

    private Map<String, Object> predict(Map<String, ?> record) {
        try (var serving = ModelServer.open(system.directory(), system.options())) {
            return Model.of(serving, new ModelName("m"), Optional.empty()).predict(record);
        }
    }

    private List<ValidationError> errors() {
        return SystemCheck.run(system.directory(), system.options()).errors();
    }

    @Test
    void predict_fieldForTheOptionalInput_reachesTheArtifact() throws IOException {
        writeOnnx("", "1", FACTOR);

        assertThat(predict(Map.of("x", List.of(List.of(2)), "factor", List.of(5))))
                .hasToString("{y=[[10.0]]}");
    }

    @Test
    void predict_fieldLeftOut_takesTheDefaultOfTheSignature() throws IOException {
        writeOnnx("", "1", FACTOR);

        assertThat(predict(Map.of("x", List.of(List.of(2))))).hasToString("{y=[[6.0]]}");
    }

    @Test
    void predict_noFieldForTheOptionalInput_takesTheValueOfTheArtifact() throws IOException {
        writeOnnx("  batch: N", "N");

        assertThat(predict(Map.of("x", List.of(2)))).hasToString("{y=[20.0]}");
    }

    @Test
    void check_fieldOfAnotherType_isAnErrorAtTheField() throws IOException {
        writeOnnx("", "1", FACTOR.replace("float32", "int64"));

        assertThat(errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.pointer()).isEqualTo("/signature/inputs/1");
                            assertThat(error.found()).contains("'factor'", "int64");
                        });
    }

    @Test
    void check_oneValueForAllRowsOfABatch_isAnErrorAtTheField() throws IOException {
        writeOnnx("  batch: N", "N", FACTOR.replace("[1]", "[N]").replace("[3]", "3"));

        assertThat(errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.pointer()).isEqualTo("/signature/inputs/1");
                            assertThat(error.found()).contains("'factor' of shape [1]");
                            assertThat(error.remedy()).contains("remove signature.batch");
                        });
    }

    @Test
    void predict_oneValueForEachRowOfABatch_reachesTheArtifact() throws IOException {
        FakeRuntime.writeArtifact(
                folder.resolve("model.file"),
                """
                inputs: x float32 [N, 1]
                optional: factor float32 [N]
                outputs: y float32 [N, 1]
                multiply: 10
                """);
        describe("fake", "  batch: N", "N", FACTOR.replace("[1]", "[N]").replace("[3]", "3"));

        assertThat(predict(Map.of("x", List.of(2), "factor", 5))).hasToString("{y=[10.0]}");
    }
}
