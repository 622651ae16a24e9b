package dev.berth.benchmarks.many;

import dev.berth.benchmarks.stage.TinySystem;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Writer of a system with the tiny model under many names, and one large model.
final class ManySystem {
    static final String LARGE = "large";

    /// 22 matrices of 1024 x 1024 floats: 92 MB.
    private static final int LAYERS = 22;

    private static final int SIDE = 1024;

    private static final String TINY_PACKAGE =
            """
            summary: Sixteen numbers to three probabilities
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: x, type: float32, shape: [N, 16], meaning: sixteen numbers}
              outputs:
                - {name: y, type: float32, shape: [N, 3], meaning: probabilities}
            """;

    private static final String LARGE_PACKAGE =
            """
            summary: Large
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: x0, type: float32, shape: [N, %d], meaning: numbers}
              outputs:
                - {name: x%d, type: float32, shape: [N, %d], meaning: numbers}
            """
                    .formatted(SIDE, LAYERS, SIDE);

    private ManySystem() {}

    static String name(int model) {
        return "tiny-" + model;
    }

    static void writeTiny(Path system, int models) throws IOException {
        Files.createDirectories(system);
        Files.writeString(system.resolve("berth.yaml"), "name: benchmark\n");
        for (int model = 0; model < models; model++) {
            Path folder = folder(system, name(model));
            var _ = TinySystem.writeModel(folder.resolve("model.onnx"));
            Files.writeString(folder.resolve("model.yaml"), TINY_PACKAGE);
        }
    }

    /// Writes the large model and returns its file.
    static Path writeLarge(Path system) throws IOException {
        Path folder = folder(system, LARGE);
        var random = new Random(1);
        OnnxGraph graph =
                OnnxGraph.named(LARGE)
                        .input("x0", OnnxType.tensor(OnnxElementType.FLOAT, "N", SIDE))
                        .output("x" + LAYERS, OnnxType.tensor(OnnxElementType.FLOAT, "N", SIDE));
        for (int layer = 0; layer < LAYERS; layer++) {
            var bytes = new byte[Float.BYTES * SIDE * SIDE];
            random.nextBytes(bytes);
            graph.initializer(
                    "w" + layer,
                    OnnxTensor.raw(
                            OnnxElementType.FLOAT, List.of((long) SIDE, (long) SIDE), bytes));
            graph.node(
                    OnnxNode.of(
                            "MatMul",
                            List.of("x" + layer, "w" + layer),
                            List.of("x" + (layer + 1))));
        }
        Files.writeString(folder.resolve("model.yaml"), LARGE_PACKAGE);
        return OnnxModelFile.of(graph).writeTo(folder.resolve("model.onnx"));
    }

    private static Path folder(Path system, String model) throws IOException {
        return Files.createDirectories(system.resolve("models/" + model + "/1"));
    }
}
