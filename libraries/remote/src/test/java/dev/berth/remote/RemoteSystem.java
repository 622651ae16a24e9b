package dev.berth.remote;

import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of two systems, one of which calls the other.
final class RemoteSystem {
    private RemoteSystem() {}

    static void model(Path system, String name, float factor) throws IOException {
        Path folder = Files.createDirectories(system.resolve("models/" + name + "/1"));
        Files.write(folder.resolve("model.onnx"), OnnxModels.scale(factor));
        Files.writeString(
                folder.resolve("model.yaml"),
                """
                summary: Multiplies a number
                artifacts: {model: model.onnx}
                signature:
                  batch: batch
                  inputs:
                    - {name: x, type: float32, shape: [batch, 1], meaning: a number}
                  outputs:
                    - {name: y, type: float32, shape: [batch, 1], meaning: its multiple}
                """);
    }

    static void endpoint(Path system, String name, String content) throws IOException {
        Files.writeString(
                Files.createDirectories(system.resolve("endpoints")).resolve(name + ".yaml"),
                "summary: An endpoint\n" + content);
    }

    /// A system with a server on this machine as `there`.
    static void remote(Path system, int port) throws IOException {
        remote(system, port, "");
    }

    static void remote(Path system, int port, String more) throws IOException {
        Files.writeString(
                system.resolve("berth.yaml"),
                "name: here\nremotes:\n  there: {servers: [\"127.0.0.1:%d\"]%s}\n"
                        .formatted(port, more));
    }
}
