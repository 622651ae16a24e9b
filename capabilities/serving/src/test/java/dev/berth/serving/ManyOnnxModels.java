package dev.berth.serving;

import dev.berth.core.ModelName;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A system of many ONNX models in a temporary directory; the model `m<i>` multiplies a number by
/// its factor.
public final class ManyOnnxModels {
    private final Path directory;

    public ManyOnnxModels(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    public ServingOptions options() {
        return ServingOptions.defaults()
                .withCacheDirectory(directory.resolve("cache"))
                .withExecutionThreads(2);
    }

    public static String name(int model) {
        return "m" + model;
    }

    /// Writes the package, or one in place of it that has another factor.
    public void write(int model, float factor) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("models/" + name(model) + "/1"));
        // The digest identifies what is loaded; the file's name keeps both in one step.
        String artifact = "factor-" + factor + ".onnx";
        Files.write(folder.resolve(artifact), OnnxModels.scale(factor));
        Path draft =
                Files.writeString(
                        folder.resolve(".model.yaml.draft"),
                        """
                        summary: Multiplies by a number
                        artifacts: {model: %s}
                        signature:
                          batch: batch
                          inputs:
                            - {name: x, type: float32, shape: [batch, 1], meaning: a number}
                          outputs:
                            - {name: y, type: float32, shape: [batch, 1], meaning: its multiple}
                        """
                                .formatted(artifact));
        Files.move(
                draft,
                folder.resolve("model.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// What the model multiplies by now.
    static float factor(ModelServer serving, int model) {
        Map<String, Object> answer =
                Model.of(serving, new ModelName(name(model)), Optional.empty())
                        .predict(Map.of("x", List.of(1f)));
        return (float) ((List<?>) Objects.requireNonNull(answer.get("y"))).getFirst();
    }
}
