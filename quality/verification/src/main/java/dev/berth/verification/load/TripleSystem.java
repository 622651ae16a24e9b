package dev.berth.verification.load;

import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// System with one model, which multiplies a number by three.
public final class TripleSystem {
    public static final String MODEL = "triple";

    /// The factor of the model.
    public static final float FACTOR = 3;

    private TripleSystem() {}

    /// Writes the system into a directory, which need not exist.
    public static void write(Path system) throws IOException {
        Path model = Files.createDirectories(system.resolve("models/" + MODEL + "/1"));
        Files.writeString(system.resolve("berth.yaml"), "name: triple\n");
        Files.write(model.resolve("model.onnx"), OnnxModels.scale(FACTOR));
        Files.writeString(
                model.resolve("model.yaml"),
                """
                summary: Three times a number
                artifacts: {model: model.onnx}
                signature:
                  batch: batch
                  inputs:
                    - {name: x, type: float32, shape: [batch, 1], meaning: a number}
                  outputs:
                    - {name: y, type: float32, shape: [batch, 1], meaning: three times that}
                """);
    }
}
