package dev.berth.fuzzing;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.signature.Signature;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// System in a temporary directory with small models: `tiny`, sixteen numbers to three; `text`,
/// which returns strings; and `kinds`, a description with a field of every type.
final class FuzzSystem {
    static final String TINY =
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

    private static final String TEXT =
            """
            summary: Gives text back
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: x, type: string, shape: [N], meaning: any text}
              outputs:
                - {name: y, type: string, shape: [N], meaning: the same}
            """;

    static final String KINDS =
            """
            summary: A field of every sort
            license: MIT
            artifacts: {model: model.onnx}
            runtime: {executors: 2, optimization: all, options: {memory.arena: 'false'}}
            signature:
              batch: N
              inputs:
                - {name: f, type: float32, shape: [N, 2], meaning: m, range: {min: -9, max: 9}, example: [1, 2]}
                - {name: h, type: float16, shape: [N], meaning: m, default: 0}
                - {name: d, type: float64, shape: [N, seq], meaning: m, unit: m}
                - {name: i, type: int64, shape: [N], meaning: m, default: 3}
                - {name: u, type: uint8, shape: [N, 4], meaning: m}
                - {name: b, type: bool, shape: [N], meaning: m, default: false}
                - {name: s, type: string, shape: [N], meaning: m, categories: [x, y], example: x}
              outputs:
                - {name: y, type: float32, shape: [N, 2], meaning: m}
            batch: {max-size: 4, max-queue-delay: 5ms, mixed-shapes: pad, buckets: {seq: [8, 16]}}
            limits: {max-queue-rows: 9, timeout: 2m}
            """;

    private static final long WEIGHTS_SEED = 7;

    private final Path directory;

    private FuzzSystem(Path directory) {
        this.directory = directory;
    }

    /// Creates the served models.
    static FuzzSystem served() {
        try {
            Path directory = Files.createTempDirectory("berth-fuzzing");
            Files.writeString(directory.resolve("berth.yaml"), "name: fuzzing\n");
            write(directory, "tiny", TINY, OnnxModels.tinyMlp(WEIGHTS_SEED));
            write(directory, "text", TEXT, OnnxModels.identity(OnnxElementType.STRING, "N"));
            return new FuzzSystem(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates `kinds` alone, whose artifact does not exist.
    static FuzzSystem described() {
        try {
            Path directory = Files.createTempDirectory("berth-fuzzing");
            Files.writeString(directory.resolve("berth.yaml"), "name: fuzzing\n");
            write(directory, "kinds", KINDS, new byte[] {1});
            return new FuzzSystem(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of an endpoint.
    Path endpoint(String name) throws IOException {
        return Files.createDirectories(directory.resolve("endpoints")).resolve(name + ".yaml");
    }

    private static void write(Path directory, String model, String description, byte[] artifact)
            throws IOException {
        Path folder = Files.createDirectories(directory.resolve("models/" + model + "/1"));
        Files.write(folder.resolve("model.onnx"), artifact);
        Files.writeString(folder.resolve("model.yaml"), description);
    }

    Path directory() {
        return directory;
    }

    Path description(String model) {
        return directory.resolve("models/" + model + "/1/model.yaml");
    }

    Catalog catalog() {
        return Catalog.open(directory);
    }

    /// The signature of the only model.
    Signature signature() {
        Models models = catalog().read().part(Models.class);
        List<PackageEntry.Valid> valid = models.valid();
        if (valid.isEmpty()) {
            throw new IllegalStateException("not valid: " + models.packages());
        }
        return valid.getFirst().modelPackage().signature();
    }
}
