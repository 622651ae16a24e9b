package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A system in an application's own process, with the engine that comes with it.
final class BerthTest {
    @TempDir private Path system;

    @BeforeEach
    void write() throws IOException {
        Path model = Files.createDirectories(system.resolve("models/m/1"));
        Files.write(model.resolve("model.onnx"), OnnxModels.optionalInput());
        Files.writeString(
                model.resolve("model.yaml"),
                """
                summary: Ten times a number
                artifacts: {model: model.onnx}
                signature:
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N, 1], meaning: a number}
                  outputs:
                    - {name: y, type: float32, shape: [N, 1], meaning: its multiple}
                """);
        Files.writeString(
                Files.createDirectories(system.resolve("endpoints")).resolve("e.yaml"),
                """
                summary: Ten times a number, and a little more
                steps:
                  times: {model: m}
                outputs:
                  more: double(times.y[0]) + 0.5
                """);
    }

    @Test
    void system_opened_answersByModelsAndEndpoints() {
        try (var berth = Berth.open(system)) {
            assertThat(berth.model("m", "1").predict(Map.of("x", List.of(4f))))
                    .containsEntry("y", List.of(40f));
            assertThat(berth.endpoint("e").predict(Map.of("x", List.of(4f))))
                    .containsEntry("more", 40.5);
        }
    }

    @Test
    void name_unknown_isToldWithTheNearest() {
        try (var berth = Berth.open(system)) {
            assertThatThrownBy(() -> berth.endpoint("ee"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'e'");
            assertThatThrownBy(() -> berth.model("n"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'n'");
        }
    }
}
