package dev.berth.cli;

import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
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

    public static Path in(Path directory) {
        return SystemBuilder.in(directory)
                .write("berth.yaml", "name: scale\n")
                .with("double", "1", OnnxModels.scale(2), DESCRIPTION)
                .path();
    }

    /// Replaces a part of `model.yaml`.
    public static void edit(Path directory, String part, String other) {
        new SystemBuilder(directory)
                .edit("models/double/1/model.yaml", text -> text.replace(part, other));
    }
}
