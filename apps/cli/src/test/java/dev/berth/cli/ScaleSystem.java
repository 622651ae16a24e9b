package dev.berth.cli;

import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sample system with one model `double`: `y = 2 x`.
public final class ScaleSystem {
    private static final String DESCRIPTION =
            """
            summary: Doubles a number
            artifacts:
              model: model.onnx
            signature:
              batch: batch
              inputs:
                - name: x
                  type: float32
                  shape: [batch, 1]
                  meaning: the number to double
                  unit: m
                  example: [1.5]
              outputs:
                - name: y
                  type: float32
                  shape: [batch, 1]
                  meaning: twice the number
                  unit: m
            """;

    private ScaleSystem() {}

    public static Path in(Path directory) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("models/double/1"));
        Files.writeString(directory.resolve("berth.yaml"), "name: scale\n");
        Files.writeString(folder.resolve("model.yaml"), DESCRIPTION);
        Files.write(folder.resolve("model.onnx"), OnnxModels.scale(2));
        return directory;
    }

    /// Replaces a part of `model.yaml`.
    public static void edit(Path directory, String part, String other) throws IOException {
        Path file = directory.resolve("models/double/1/model.yaml");
        Files.writeString(file, Files.readString(file).replace(part, other));
    }
}
