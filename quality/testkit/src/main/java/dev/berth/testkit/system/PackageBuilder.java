package dev.berth.testkit.system;

import dev.berth.testkit.onnx.OnnxModels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model's package in the making: its files, and the `model.yaml` that describes them.
public final class PackageBuilder {
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> artifacts = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private String summary = "A model of tests";
    private String runtime = "";
    private String batch = "";
    private String more = "";

    private PackageBuilder() {}

    /// A package of an ONNX model.
    public static PackageBuilder onnx(byte[] model) {
        return steps().artifact("model", "model.onnx", model);
    }

    /// A package of the fake engine.
    ///
    /// @param artifact see [dev.berth.testkit.runtime.FakeRuntime]
    public static PackageBuilder fake(String artifact) {
        PackageBuilder fake =
                steps().artifact("model", "model.txt", artifact.getBytes(StandardCharsets.UTF_8));
        fake.runtime = "runtime: {engine: fake}\n";
        return fake;
    }

    /// A package without a model: its steps are all of it.
    public static PackageBuilder steps() {
        return new PackageBuilder();
    }

    /// A package of an ONNX model `y = factor * x` over one number.
    public static PackageBuilder scale(float factor) {
        return onnx(OnnxModels.scale(factor))
                .batch("batch")
                .input("x", "float32", "[batch, 1]")
                .output("y", "float32", "[batch, 1]");
    }

    /// A package of a fake model `y = factor * x` over three numbers.
    ///
    /// @param settings further lines of its artifact
    public static PackageBuilder threefold(double factor, String... settings) {
        return fake("inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: "
                        + factor
                        + "\n"
                        + String.join("\n", settings)
                        + "\n")
                .batch("N")
                .input("x", "float32", "[N, 3]")
                .output("y", "float32", "[N, 3]");
    }

    public PackageBuilder artifact(String name, String file, byte[] content) {
        artifacts.add(name + ": " + file);
        files.put(file, content);
        return this;
    }

    public PackageBuilder summary(String text) {
        summary = text;
        return this;
    }

    /// Lets requests be joined.
    ///
    /// @param dimension the name of the dimension over which they are
    public PackageBuilder batch(String dimension) {
        batch = "  batch: " + dimension + "\n";
        return this;
    }

    /// Adds an input.
    ///
    /// @param further such as `example: 1`
    public PackageBuilder input(String name, String type, String shape, String... further) {
        inputs.add(field(name, type, shape, further));
        return this;
    }

    public PackageBuilder output(String name, String type, String shape, String... further) {
        outputs.add(field(name, type, shape, further));
        return this;
    }

    private static String field(String name, String type, String shape, String... further) {
        List<String> parts = new ArrayList<>();
        Collections.addAll(parts, "name: " + name, "type: " + type, "shape: " + shape);
        Collections.addAll(parts, further);
        if (parts.stream().noneMatch(part -> part.startsWith("meaning:"))) {
            parts.add("meaning: the field " + name);
        }
        return "    - {" + String.join(", ", parts) + "}\n";
    }

    /// Adds lines to `model.yaml`; a `runtime:` among them replaces that of the engine.
    public PackageBuilder with(String... lines) {
        for (String line : lines) {
            more += line.endsWith("\n") ? line : line + "\n";
            runtime = line.startsWith("runtime:") ? "" : runtime;
        }
        return this;
    }

    Map<String, byte[]> files() {
        return files;
    }

    /// The text of `model.yaml`.
    public String description() {
        return "summary: "
                + summary
                + "\n"
                + (artifacts.isEmpty()
                        ? ""
                        : "artifacts:\n  " + String.join("\n  ", artifacts) + "\n")
                + "signature:\n"
                + batch
                + "  inputs:\n"
                + String.join("", inputs)
                + "  outputs:\n"
                + String.join("", outputs)
                + runtime
                + more;
    }
}
