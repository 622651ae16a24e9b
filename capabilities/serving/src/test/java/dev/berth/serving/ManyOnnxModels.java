package dev.berth.serving;

import dev.berth.core.ModelName;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.ManualTime;
import java.nio.file.Path;
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
                .withTime(FakeSystem.timeOf(new ManualTime()))
                .withExecutionThreads(2);
    }

    public static String name(int model) {
        return "m" + model;
    }

    /// Writes the package, or one in place of it that has another factor.
    public void write(int model, float factor) {
        // The digest identifies what is loaded; the file's name keeps both in one step.
        new SystemBuilder(directory)
                .with(
                        name(model),
                        PackageBuilder.steps()
                                .artifact(
                                        "model",
                                        "factor-" + factor + ".onnx",
                                        OnnxModels.scale(factor))
                                .batch("batch")
                                .input("x", "float32", "[batch, 1]")
                                .output("y", "float32", "[batch, 1]"));
    }

    /// What the model multiplies by now.
    static float factor(ModelServer serving, int model) {
        Map<String, Object> answer =
                Model.of(serving, new ModelName(name(model)), Optional.empty())
                        .predict(Map.of("x", List.of(1f)));
        return (float) ((List<?>) Objects.requireNonNull(answer.get("y"))).getFirst();
    }
}
