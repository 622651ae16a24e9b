package dev.berth.benchmarks.stage;

import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writer of a system whose only model is the tiny one.
public final class TinySystem {
    private static final long WEIGHTS_SEED = 7;

    private TinySystem() {}

    /// A model file that ONNX Runtime executes.
    public static Path writeModel(Path file) {
        try {
            return Files.write(file, OnnxModels.tinyMlp(WEIGHTS_SEED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes `berth.yaml` and the package `tiny@1`.
    ///
    /// @param engine that executes it
    public static void write(Path directory, String engine) {
        try {
            Path folder = Files.createDirectories(directory.resolve("models/tiny/1"));
            writeModel(folder.resolve("model.onnx"));
            Files.writeString(directory.resolve("berth.yaml"), "name: benchmark\n");
            Files.writeString(
                    folder.resolve("model.yaml"),
                    """
                    summary: Sixteen numbers to three probabilities
                    artifacts:
                      model: model.onnx
                    runtime: {engine: %s}
                    signature:
                      batch: N
                      inputs:
                        - {name: x, type: float32, shape: [N, 16], meaning: sixteen numbers}
                      outputs:
                        - {name: y, type: float32, shape: [N, 3], meaning: probabilities}
                    """
                            .formatted(engine));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
