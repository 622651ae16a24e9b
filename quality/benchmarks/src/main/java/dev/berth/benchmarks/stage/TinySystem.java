package dev.berth.benchmarks.stage;

import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writer of a system with the tiny model.
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
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("berth.yaml"), "name: benchmark\n");
            writePackage(directory, "tiny", engine, OnnxModels.tinyMlp(WEIGHTS_SEED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a system with `tiny@1`, a wider `wide@1` of the same form, and endpoints.
    ///
    /// @param hidden numbers in the wider one's hidden layer
    /// @param endpoints their files by name
    public static void writeWithEndpoints(
            Path directory, int hidden, Map<String, String> endpoints) {
        write(directory, "onnx");
        try {
            writePackage(directory, "wide", "onnx", OnnxModels.wideMlp(WEIGHTS_SEED, hidden));
            Path folder = Files.createDirectories(directory.resolve("endpoints"));
            for (Map.Entry<String, String> endpoint : endpoints.entrySet()) {
                Files.writeString(folder.resolve(endpoint.getKey() + ".yaml"), endpoint.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writePackage(Path directory, String name, String engine, byte[] model)
            throws IOException {
        Path folder = Files.createDirectories(directory.resolve("models/" + name + "/1"));
        Files.write(folder.resolve("model.onnx"), model);
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
    }
}
