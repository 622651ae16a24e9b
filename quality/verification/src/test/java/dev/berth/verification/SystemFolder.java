package dev.berth.verification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// System directory under construction.
record SystemFolder(Path path) {
    /// Package of an ONNX model `x` to `y` float [batch, 1].
    static final String NUMBER_TO_NUMBER =
            """
            summary: A multiple of a number
            artifacts: {model: model.onnx}
            signature:
              batch: batch
              inputs:
                - {name: x, type: float32, shape: [batch, 1], meaning: a number}
              outputs:
                - {name: y, type: float32, shape: [batch, 1], meaning: its multiple}
            """;

    static SystemFolder in(Path path) {
        return new SystemFolder(path).write("berth.yaml", "name: verification\n");
    }

    SystemFolder write(String file, String content) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Writes `model.onnx` and `model.yaml` of a version, replacing existing ones.
    SystemFolder with(String model, String version, byte[] artifact, String description) {
        Path folder = versionFolder(model, version);
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), artifact);
            Files.writeString(folder.resolve("model.yaml"), description);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    SystemFolder without(String model, String version) {
        try (Stream<Path> files = Files.walk(versionFolder(model, version))) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Path versionFolder(String model, String version) {
        return path.resolve("models").resolve(model).resolve(version);
    }
}
