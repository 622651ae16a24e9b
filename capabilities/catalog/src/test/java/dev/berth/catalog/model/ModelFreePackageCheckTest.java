package dev.berth.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages without a model to execute.
class ModelFreePackageCheckTest {
    private static final String STEPS =
            """
            summary: Doubles numbers
            signature:
              inputs:
                - {name: x, type: float32, shape: [], meaning: a number}
              outputs:
                - {name: y, type: float32, shape: [], meaning: its double}
            encode:
              - {step: cel, expression: "x * 2.0", type: float32, into: y}
            """;

    @TempDir private Path directory;

    private List<ValidationError> errors(String description) {
        var system = new SystemOnDisk(directory);
        system.write("models/double/1/words.txt", "one");
        system.write("models/double/1/model.yaml", description);
        return system.catalog().check().errors();
    }

    @Test
    void steps_withoutArtifacts_areAPackage() {
        assertThat(errors(STEPS)).isEmpty();
        assertThat(errors(STEPS + "runtime: {executors: 2, isolation: process}\n")).isEmpty();
    }

    @Test
    void steps_withOtherArtifacts_areAPackage() {
        assertThat(errors(STEPS + "artifacts: {words: words.txt}\n")).isEmpty();
    }

    @Test
    void neitherModelNorSteps_isAnError() {
        assertThat(errors(STEPS.substring(0, STEPS.indexOf("encode:"))))
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.found()).isEqualTo("no key 'artifacts'");
                            assertThat(error.expected()).contains("or steps under `encode`");
                        });
    }

    @Test
    void whatSpeaksOfAModel_isAnError() {
        assertThat(
                        errors(
                                STEPS
                                        + "decode: [{step: softmax, from: y, into: z}]\n"
                                        + "runtime: {engine: onnx, executors: 2}\n"))
                .extracting(ValidationError::pointer)
                .containsExactly("/decode", "/runtime/engine");
    }
}
